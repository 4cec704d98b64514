"""Writes the files of tests/matrix.rs: every way in which PDFs differ that a signature has to get along with.

usage: matrix DOCUMENTS P12 PASSPHRASE_FILE CHAIN.pem INTO

A file's name says what it is: group, producer or shape, storage. INTO/index.json gives for each what to expect: `forbidden`
(exit 8), `hybrid` (pyHanko reads it only without its strict syntax), `field` (an existing one to sign), and `blind`: the
judge that cannot see the signature, `because` of what.
"""

import json
import sys
from pathlib import Path

from pyhanko.sign import signers

from cases import CASES
from empty_fields import existing_fields
from encrypted import aes_gcm, encryption
from forms import forms
from oddities import oddities
from pages import page_trees
from producers import producers
from signed import signatures
from tagged import conformance


def main():
    documents, p12, passphrase, chain, into = sys.argv[1:]
    documents = sorted(Path(documents).glob("*.pdf"))
    signer = signers.SimpleSigner.load_pkcs12(
        p12, passphrase=open(passphrase, "rb").read().strip(), ca_chain_files=[chain]
    )
    producers(documents)
    encryption(documents)
    aes_gcm(documents)
    page_trees()
    forms()
    existing_fields(documents, signer)
    signatures(documents, signer)
    conformance(documents)
    oddities()
    into = Path(into)
    into.mkdir(parents=True, exist_ok=True)
    for name, (data, _) in CASES.items():
        (into / f"{name}.pdf").write_bytes(data)
    (into / "index.json").write_text(json.dumps({name: facts for name, (_, facts) in CASES.items()}, indent=1))


main()
