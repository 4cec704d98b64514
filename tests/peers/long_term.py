"""pyHanko's word on long-term signatures, with nothing but the file and the roots: no network, no material beside it.

usage: long_term.py --trust ROOT.pem [--password-file FILE] FILE...

One JSON line a file, one entry a signature: what its AdES validation says, and how many document time-stamps there are. With
document time-stamps that is its validation with archival data (EN 319 102-1 §5.6), which asks for them; without, its
validation with time and the security store (§5.5). pyHanko asks for a time-stamp inside the signature: one that only
document time-stamps cover is SIG_CONSTRAINTS_FAILURE for it.
"""

import argparse
import asyncio
import dataclasses
import json
import logging

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import _dss_to_local_knowledge, ades_lta_validation, ades_with_time_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

logging.disable(logging.CRITICAL)


def spec(roots):
    revocation = CertRevTrustPolicy(REQUIRE_REVINFO)
    policy = CertValidationPolicySpec(trust_manager=SimpleTrustManager.build(roots), revinfo_policy=revocation)
    gathering = RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY)
    return PdfSignatureValidationSpec(SignatureValidationSpec(policy, revinfo_gathering_policy=gathering))


def word(value):
    return getattr(value, "name", None) or (None if value is None else str(value))


async def with_store(reader, embedded, policy):
    embedded.compute_integrity_info()
    return await ades_with_time_validation(
        embedded.signed_data,
        dataclasses.replace(policy, local_knowledge=_dss_to_local_knowledge(reader)),
        raw_digest=embedded.compute_digest(),
        extra_status_kwargs=embedded.summarise_integrity_info(),
        status_cls=PdfSignatureStatus,
    )


async def judge(path, roots, password):
    with open(path, "rb") as handle:
        reader = PdfFileReader(handle)
        mac = reader.decrypt(password or "").mac_status.name if reader.encrypted else None
        entries = []
        for embedded in reader.embedded_regular_signatures:
            if reader.embedded_timestamp_signatures:
                result = await ades_lta_validation(embedded, spec(roots))
            else:
                result = await with_store(reader, embedded, spec(roots).signature_validation_spec)
            entries.append({
                "field": embedded.field_name,
                "indication": word(result.ades_subindic.status),
                "sub_indication": word(result.ades_subindic),
                "best_time": str(getattr(result, "best_signature_time", None)),
                "failure": getattr(result, "failure_msg", None),
            })
        return {"signatures": entries, "timestamps": len(list(reader.embedded_timestamp_signatures)), "mac": mac}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trust", action="append", required=True)
    parser.add_argument("--password-file")
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    roots = list(load_certs_from_pemder(args.trust))
    password = None
    if args.password_file:
        password = open(args.password_file, encoding="utf-8").readline().rstrip("\n")
    for path in args.files:
        try:
            print(json.dumps({"file": path, **asyncio.run(judge(path, roots, password))}), flush=True)
        except Exception as error:  # Whatever a peer raises is its answer.
            print(json.dumps({"file": path, "error": f"{type(error).__name__}: {error}"}), flush=True)


main()
