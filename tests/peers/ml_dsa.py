"""ML-DSA (FIPS 204) by the cryptography package: keys, certificates and signature values made by other code than ours.

usage: ml_dsa.py new 44|65|87 CA.pem CA.key KEY CERTIFICATE.der
       ml_dsa.py sign KEY MESSAGE [CONTEXT]      (the value to stdout)
"""

import sys
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import mldsa
from cryptography.x509.oid import NameOID


def read(path):
    with open(path, "rb") as handle:
        return handle.read()


def write(path, data):
    with open(path, "wb") as handle:
        handle.write(data)


def new(size, ca, ca_key, key_file, certificate_file):
    key = getattr(mldsa, f"MLDSA{size}PrivateKey").generate()
    now = datetime.now(timezone.utc)
    issuer = x509.load_pem_x509_certificate(read(ca))
    usage = dict.fromkeys(
        ["key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"],
        False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lan")]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
    )
    certificate = builder.sign(serialization.load_pem_private_key(read(ca_key), None), hashes.SHA256())
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    write(key_file, key.private_bytes(*pem))
    write(certificate_file, certificate.public_bytes(serialization.Encoding.DER))


def sign(key_file, message, context=""):
    key = serialization.load_pem_private_key(read(key_file), None)
    sys.stdout.buffer.write(key.sign(read(message), context.encode()))


{"new": new, "sign": sign}[sys.argv[1]](*sys.argv[2:])
