"""What people do with pyHanko to documents: FOLDER/made/*.pdf out of FOLDER/*.pdf.

usage: write.py FOLDER SIGNER.pem KEY SECOND.pem KEY TSA.pem KEY ROOT.pem CRL SUB.pem CRL TSACA.pem CRL
"""

import os
import sys
from io import BytesIO

from asn1crypto import crl as asn1_crl
from asn1crypto import keys, pem
from pyhanko.keys import load_cert_from_pemder, load_certs_from_pemder
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

FOLDER = sys.argv[1]
PATHS = sys.argv[2:]


def load_key(path):
    _, _, data = pem.unarmor(open(path, "rb").read())
    return keys.PrivateKeyInfo.load(data)


def load_crl(path):
    _, _, data = pem.unarmor(open(path, "rb").read())
    return asn1_crl.CertificateList.load(data)


AUTHORITIES = list(load_certs_from_pemder([PATHS[6], PATHS[8], PATHS[10]]))
CRLS = [load_crl(PATHS[index]) for index in (7, 9, 11)]


def store():
    result = SimpleCertificateStore()
    result.register_multiple(AUTHORITIES[1:])
    return result


def signer(index):
    return signers.SimpleSigner(
        signing_cert=load_cert_from_pemder(PATHS[index]),
        signing_key=load_key(PATHS[index + 1]),
        cert_registry=store(),
    )


LEADER, AGENCY = signer(0), signer(2)
TSA = DummyTimeStamper(
    tsa_cert=load_cert_from_pemder(PATHS[4]), tsa_key=load_key(PATHS[5]), certs_to_embed=store()
)


def context():
    return ValidationContext(
        trust_roots=AUTHORITIES[:1], other_certs=AUTHORITIES[1:], crls=CRLS, allow_fetching=False, revocation_mode="require"
    )


def read(name):
    return open(os.path.join(FOLDER, name + ".pdf"), "rb").read()


def made(name, data):
    with open(os.path.join(FOLDER, "made", name + ".pdf"), "wb") as target:
        target.write(data)
    return data


def sign(data, who=LEADER, field="Leader", stamp=None, **options):
    options.setdefault("subfilter", fields.SigSeedSubFilter.PADES)
    options.setdefault("md_algorithm", "sha256")
    timestamper = options.pop("timestamper", None)
    new_field = options.pop("new_field", None)
    writer = IncrementalPdfFileWriter(BytesIO(data))
    metadata = signers.PdfSignatureMetadata(field_name=field, **options)
    pdf_signer = signers.PdfSigner(metadata, signer=who, timestamper=timestamper, stamp_style=stamp, new_field_spec=new_field)
    return pdf_signer.sign_pdf(writer).getvalue()


def fill(data):
    """The text field «Note» and the check box, as pyHanko's writer changes objects."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    form = writer.root["/AcroForm"]
    for reference in form["/Fields"].raw_get(slice(None)) if False else list(form["/Fields"]):
        field = reference.get_object() if hasattr(reference, "get_object") else reference
        if field.get("/T") == "Note":
            field["/V"] = generic.pdf_string("Dong y")
            writer.update_container(field)
        if field.get("/T") == "Agree":
            field["/V"] = field["/AS"] = pdf_name("/Yes")
            writer.update_container(field)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def touched(data):
    """Nothing but what pyHanko writes by itself: document information and identifier."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    writer.set_info(generic.DictionaryObject({pdf_name("/Producer"): generic.pdf_string("pyHanko")}))
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def main():
    os.mkdir(os.path.join(FOLDER, "made"))
    form, ours = read("form"), read("signed")
    signed = made("signed", sign(form))
    made("signed-twice", sign(signed, AGENCY, "Agency"))
    made("signed-b-t", sign(form, timestamper=TSA))
    made("pkcs7", sign(form, subfilter=fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED))
    made("visible", sign(form, stamp=TextStampStyle(stamp_text="%(signer)s"), new_field=fields.SigFieldSpec("Leader", on_page=0, box=(350, 200, 500, 250))))
    made("waiting-field", sign(form, field="Approver", stamp=TextStampStyle(stamp_text="%(signer)s")))
    certified = made("certified-p2", sign(form, certify=True, docmdp_permissions=fields.MDPPerm.FILL_FORMS))
    made("certified-p2-filled", fill(certified))
    made("certified-p2-filled-and-signed", sign(fill(certified), AGENCY, "Approver"))
    made("certified-p1", sign(form, certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES))
    archived = sign(
        form, timestamper=TSA, embed_validation_info=True, use_pades_lta=True, validation_context=context()
    )
    made("archived", archived)
    made("archived-then-signed", sign(archived, AGENCY, "Agency"))
    made("after-kyso", sign(ours, AGENCY, "Agency"))
    made("after-kyso-visible", sign(ours, AGENCY, "Approver", stamp=TextStampStyle(stamp_text="%(signer)s")))
    made("after-kyso-certified", sign(read("certified"), AGENCY, "Approver"))
    made("filled-after-kyso-certified", fill(read("certified")))
    made("touched-after-kyso", touched(ours))
    writer = IncrementalPdfFileWriter(BytesIO(read("stamped")))
    stamper = signers.PdfTimeStamper(TSA)
    made("time-stamp-after-kyso", stamper.timestamp_pdf(writer, "sha256", context()).getvalue())


main()
