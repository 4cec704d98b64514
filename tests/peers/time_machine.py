"""pyHanko's word on the stories of the time machine: one JSON line a story.

usage: time_machine.py FOLDER

FOLDER holds index.json, a list of {name, file, at, soft, trust, certificates, lists, answers}; the last four are names of
DER files. Each signature goes through the widest of pyHanko's AdES processes that accepts its form: with signature
time-stamps the one for archival data (EN 319 102-1 5.6), without the basic one (5.3). Nothing is fetched. Weak algorithms
have the ends of kyso's table, for pyHanko's own policy knows no dates.
"""

import asyncio
import json
import logging
import sys
from datetime import datetime, timezone
from pathlib import Path

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import ades, generic_cms
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import context
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv import ades_past, poe, types
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    REQUIRE_REVINFO,
    AlgorithmUsageConstraint,
    AlgorithmUsagePolicy,
    CertRevTrustPolicy,
)
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

logging.disable(logging.CRITICAL)


def live(now):
    """Sets the clock of pyHanko, which reads the machine's in places, whatever time it is told to judge at."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return now

    for module in (ades, ades_past, context, poe, types):
        module.datetime = Clock


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


class Dated(AlgorithmUsagePolicy):
    """The ends that the stories speak of."""

    DIGESTS = {"md5": day("2004-08-01"), "sha1": day("2012-08-01")}
    SHORT_RSA = day("2019-10-01")

    @staticmethod
    def until(end, moment):
        if end is None or (moment is not None and moment < end):
            return AlgorithmUsageConstraint(allowed=True)
        return AlgorithmUsageConstraint(allowed=False, not_allowed_after=end)

    def digest_algorithm_allowed(self, algo, moment):
        return self.until(self.DIGESTS.get(algo["algorithm"].native), moment)

    def signature_algorithm_allowed(self, algo, moment, public_key):
        end = None
        try:
            end = self.DIGESTS.get(algo.hash_algo)
        except ValueError:
            pass
        rsa = public_key is not None and public_key.algorithm == "rsa"
        if rsa and public_key.bit_size < 1900:
            end = min(end or self.SHORT_RSA, self.SHORT_RSA)
        return self.until(end, moment)


def carried(reader):
    """The certificates of the file's signatures and time-stamps, which pyHanko looks for a revocation list's issuer without."""
    for embedded in reader.embedded_signatures:
        stamps = [] if embedded.sig_object_type == "/DocTimeStamp" else [
            *generic_cms.extract_tst_data_iter(embedded.signer_info, signed=False),
            *generic_cms.extract_tst_data_iter(embedded.signer_info, signed=True),
        ]
        for data in [embedded.signed_data, *stamps]:
            yield from (choice.chosen for choice in data["certificates"])


def specification(folder, story, reader):
    read = lambda names: [(folder / name).read_bytes() for name in names]
    anchors = [CertTrustAnchor(x509.Certificate.load(der)) for der in read(story["trust"])]
    manager = SimpleTrustManager.build(trust_roots=anchors)
    revocation = CertRevTrustPolicy(
        NO_REVOCATION if story["soft"] else REQUIRE_REVINFO, retroactive_revinfo=True
    )
    policy = CertValidationPolicySpec(
        trust_manager=manager, revinfo_policy=revocation, algorithm_usage_policy=Dated()
    )
    knowledge = LocalKnowledge(
        known_certs=[x509.Certificate.load(der) for der in read(story["certificates"] + story["trust"])]
        + list(carried(reader)),
        known_crls=[CRLContainer(crl.CertificateList.load(der)) for der in read(story["lists"])],
        known_ocsps=[
            container
            for der in read(story["answers"])
            for container in OCSPContainer.load_multi(ocsp.OCSPResponse.load(der))
        ],
    )
    return SignatureValidationSpec(
        cert_validation_policy=policy,
        revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        local_knowledge=knowledge,
    )


async def judge(embedded, spec, at):
    timing = ValidationTimingInfo(validation_time=at, best_signature_time=at, point_in_time_validation=True)
    if any(generic_cms.extract_tst_data_iter(embedded.signer_info, signed=False)):
        result = await ades.ades_lta_validation(embedded, PdfSignatureValidationSpec(spec), timing)
    else:
        result = await ades.ades_basic_validation(
            embedded.signed_data, spec, timing, raw_digest=embedded.compute_digest()
        )
    return result.ades_subindic


def words(verdict):
    status = {"PASSED": "TOTAL-PASSED", "FAILED": "TOTAL-FAILED"}.get(verdict.status.name, verdict.status.name)
    return status if status == "TOTAL-PASSED" else f"{status}/{verdict.standard_name}"


def say(folder, story):
    at = datetime.fromisoformat(story["at"].replace("Z", "+00:00"))
    live(at)
    said = []
    with open(folder / story["file"], "rb") as handle:
        reader = PdfFileReader(handle)
        spec = specification(folder, story, reader)
        for embedded in reader.embedded_regular_signatures:
            try:
                said.append(words(asyncio.run(judge(embedded, spec, at))))
            except Exception as error:
                said.append(f"{type(error).__name__}: {error}".splitlines()[0])
    return {"name": story["name"], "says": said}


def main():
    folder = Path(sys.argv[1])
    for story in json.loads((folder / "index.json").read_text()):
        print(json.dumps(say(folder, story)), flush=True)


main()
