"""pyHanko's word on long-term signatures, with nothing but the file and the roots: no network, no material beside it.

usage: long_term.py --trust ROOT.pem [--at TIME] [--password-file FILE] FILE...

One JSON line a file, one entry a signature: what its AdES validation of signatures with archival data says (EN 319 102-1
§5.6), and how many document time-stamps there are. --at judges as of that time (RFC 3339): years after every certificate
has expired, for one.
"""

import argparse
import asyncio
import dataclasses
import datetime
import json
import logging

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO
from pyhanko_certvalidator.registry import SimpleTrustManager

logging.disable(logging.CRITICAL)


def spec(roots):
    policy = CertValidationPolicySpec(trust_manager=SimpleTrustManager.build(roots), revinfo_policy=REQUIRE_REVINFO)
    return PdfSignatureValidationSpec(SignatureValidationSpec(cert_validation_policy=policy))


def word(value):
    return getattr(value, "name", None) or (None if value is None else str(value))


async def judge(path, roots, at, password):
    with open(path, "rb") as handle:
        reader = PdfFileReader(handle)
        if reader.encrypted:
            reader.decrypt(password or "")
        entries = []
        for embedded in reader.embedded_regular_signatures:
            timing = {} if at is None else {"timing_info": at}
            result = await ades_lta_validation(embedded, spec(roots), **timing)
            entries.append({
                "field": embedded.field_name,
                "indication": word(result.ades_subindic.status),
                "sub_indication": word(result.ades_subindic),
                "best_time": str(getattr(result, "best_signature_time", None)),
                "failure": getattr(result, "failure_msg", None),
            })
        return entries, len(list(reader.embedded_timestamp_signatures))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trust", action="append", required=True)
    parser.add_argument("--at")
    parser.add_argument("--password-file")
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    roots = list(load_certs_from_pemder(args.trust))
    at = None
    if args.at:
        from pyhanko_certvalidator.ltv.types import ValidationTimingInfo

        moment = datetime.datetime.fromisoformat(args.at)
        at = ValidationTimingInfo(validation_time=moment, best_signature_time=moment, point_in_time_validation=True)
    password = None
    if args.password_file:
        password = open(args.password_file, encoding="utf-8").readline().rstrip("\n")
    for path in args.files:
        try:
            entries, timestamps = asyncio.run(judge(path, roots, at, password))
            print(json.dumps({"file": path, "signatures": entries, "timestamps": timestamps}), flush=True)
        except Exception as error:  # Whatever a peer raises is its answer.
            print(json.dumps({"file": path, "error": f"{type(error).__name__}: {error}"}), flush=True)


main()
