"""Reports of ETSI TS 119 102-2, read strictly by the classes that pyHanko has of the schema.

usage: etsi.py FILE...

One JSON line a report: the main and sub-indications by the standard's last words, of signatures and of time-stamps. It fails
on an element or attribute that the schema does not know, on one that is missing, on elements in another order than the
schema's (the classes write theirs, and that is compared), and on a reference to an ID that is not there.
"""

import dataclasses
import hashlib
import json
import sys
from xml.etree import ElementTree

from pyhanko.generated.etsi.ts_11910202 import ValidationReport
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig
from xsdata.formats.dataclass.serializers import XmlSerializer

STRICT = ParserConfig(fail_on_unknown_properties=True, fail_on_unknown_attributes=True, fail_on_converter_warnings=True)


def lacking(node, path="ValidationReport"):
    """What the schema requires and the report lacks."""
    if not dataclasses.is_dataclass(node):
        return
    for field in dataclasses.fields(node):
        value, rule = getattr(node, field.name), field.metadata
        inside = value if isinstance(value, tuple) else [] if value is None else [value]
        least = rule.get("min_occurs", 1 if rule.get("required") else 0)
        most = rule.get("max_occurs", 1 if not isinstance(value, tuple) else len(inside))
        if not least <= len(inside) <= most:
            yield f"{path}: {len(inside)} {rule.get('name', field.name)}, not {least} to {most}"
        for one in inside:
            yield from lacking(one, f"{path}/{rule.get('name', field.name)}")


def shape(element):
    return [element.tag, [shape(child) for child in element]]


def last(uri):
    return uri and uri.rsplit(":", 1)[1]


def verdict(report):
    status = report.signature_validation_status
    return [last(status.main_indication), last(status.sub_indication[0]) if status.sub_indication else None]


def revoked(report, objects):
    """Of each revoked certificate: its SHA-256, when, why, and the SHA-256 of the evidence."""
    digests = {one.id: one.validation_object_representation.base64 for one in objects}
    digest = lambda reference: hashlib.sha256(digests[reference.voreference[0]]).hexdigest()
    for one in report.signature_validation_report:
        for data in one.signature_validation_status.associated_validation_report_data:
            if found := data.revocation_status_information:
                reason = last(found.revocation_reason)
                yield [digest(found.validation_object_id), str(found.revocation_time), reason, digest(found.revocation_object)]


def named(attributes):
    """How many certificates, lists and answers each names."""
    lists = [[one.certs, one.crls, one.ocsps] for one in attributes]
    return [[len(names.voreference) if names else 0 for names in one] for one in lists]


def roles(report):
    attributes = report.signature_attributes.signer_role if report.signature_attributes else ()
    return [[one.role, one.endorsement_type.value, role.signed] for role in attributes for one in role.role_details]


def judge(path):
    text = open(path, "rb").read()
    report = XmlParser(config=STRICT).from_bytes(text, ValidationReport)
    missing = list(lacking(report))
    assert not missing, missing
    root = ElementTree.fromstring(text)
    assert shape(root) == shape(ElementTree.fromstring(XmlSerializer().render(report))), "another order than the schema's"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), "an ID twice"
    refers = [name for element in root.iter() for name in element.get("VOReference", "").split()]
    assert set(refers) <= set(ids), set(refers) - set(ids)
    objects = report.signature_validation_objects.validation_object if report.signature_validation_objects else ()
    return {
        "signatures": [verdict(one) for one in report.signature_validation_report],
        "processes": [
            last(one.signature_validation_process.signature_validation_process_id)
            for one in report.signature_validation_report
            if one.signature_validation_process
        ],
        "vri": [named(one.signature_attributes.vri) for one in report.signature_validation_report if one.signature_attributes],
        "roles": [roles(one) for one in report.signature_validation_report],
        "unproven": [one.id for one in objects if not one.poe],
        "timestamps": [verdict(one.validation_report) for one in objects if one.validation_report],
        "revoked": list(revoked(report, objects)),
        "objects": sorted({last(one.object_type) for one in objects}),
        "best": [
            str(one.validation_time_info.best_signature_time.poetime)
            for one in report.signature_validation_report
            if one.validation_time_info
        ],
    }


for file in sys.argv[1:]:
    print(json.dumps(judge(file)))
