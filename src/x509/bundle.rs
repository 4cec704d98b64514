//! Files of certificates, CRLs and OCSP answers: DER, PEM with one or many blocks, PKCS#7 «certs-only» in either (RFC 7468, RFC 5652).
//!
//! A PKCS#7 bag is read for what it carries; its own signatures are not looked at. Definite lengths only.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::tlv::{self, oid_text};
use super::{Certificate, Crl, Error, OcspResponse, oids};

/// Every certificate in `bytes`, in order. Other PEM blocks (keys, parameters) are passed over.
///
/// # Errors
/// [`Error::Nothing`] if there is none; the first one that cannot be read fails the whole.
pub fn read_certificates(bytes: &[u8]) -> Result<Vec<Certificate>, Error> {
    let mut found = Vec::new();
    for der in blocks(bytes, &["CERTIFICATE", "X509 CERTIFICATE", "PKCS7", "CMS"])? {
        match bag(&der) {
            Some(certificates) => {
                for certificate in certificates {
                    found.push(Certificate::from_der(certificate)?);
                }
            }
            None => found.push(Certificate::from_der(&der)?),
        }
    }
    if found.is_empty() { Err(Error::Nothing { object: "certificate", len: bytes.len() }) } else { Ok(found) }
}

/// Every CRL in `bytes`: DER, or PEM with one or many blocks.
///
/// # Errors
/// [`Error::Nothing`] if there is none; the first one that cannot be read fails the whole.
pub fn read_crls(bytes: &[u8]) -> Result<Vec<Crl>, Error> {
    let crls =
        blocks(bytes, &["X509 CRL", "CRL"])?.iter().map(|der| Crl::from_der(der)).collect::<Result<Vec<_>, _>>()?;
    if crls.is_empty() { Err(Error::Nothing { object: "CRL", len: bytes.len() }) } else { Ok(crls) }
}

/// Every OCSP answer in `bytes`: DER, or PEM with one or many blocks (the label is OpenSSL's; no standard has one).
///
/// # Errors
/// [`Error::Nothing`] if there is none; the first one that cannot be read fails the whole.
pub fn read_ocsps(bytes: &[u8]) -> Result<Vec<OcspResponse>, Error> {
    let ders = blocks(bytes, &["OCSP RESPONSE"])?;
    let answers = ders.iter().map(|der| OcspResponse::from_der(der)).collect::<Result<Vec<_>, _>>()?;
    if answers.is_empty() { Err(Error::Nothing { object: "OCSP response", len: bytes.len() }) } else { Ok(answers) }
}

/// The DER objects of a file: itself if it is binary, else the PEM blocks with one of these labels.
fn blocks(bytes: &[u8], labels: &[&str]) -> Result<Vec<Vec<u8>>, Error> {
    // 0x30 is also the digit 0, with which a commented PEM file may begin.
    if tlv::single(bytes).is_some_and(|whole| whole.tag == 0x30) {
        return Ok(vec![bytes.to_vec()]);
    }
    let text = String::from_utf8_lossy(bytes);
    if bytes.first() == Some(&0x30) && !text.contains("-----BEGIN ") {
        return Ok(vec![bytes.to_vec()]);
    }
    let mut found = Vec::new();
    for (block, part) in text.split("-----BEGIN ").skip(1).enumerate() {
        let broken = |reason: &str| Error::Pem { block: block + 1, reason: reason.to_owned() };
        let (label, rest) = part.split_once("-----").ok_or_else(|| broken("no label"))?;
        if !labels.contains(&label) {
            continue;
        }
        let (body, _) = rest.split_once("-----END ").ok_or_else(|| broken("no end line"))?;
        let digits: String = body.split_ascii_whitespace().collect();
        found.push(STANDARD.decode(digits).map_err(|error| broken(&error.to_string()))?);
    }
    Ok(found)
}

/// The certificates of a SignedData (RFC 5652 §5.1); nothing if it is something else.
fn bag(der: &[u8]) -> Option<Vec<&[u8]>> {
    let mut info = tlv::single(der)?.expect(0x30)?.inside();
    let content_type = info.read()?.expect(0x06)?;
    if oid_text(content_type.content) != oids::SIGNED_DATA {
        return None;
    }
    let mut signed_data = tlv::single(info.read()?.expect(0xa0)?.content)?.expect(0x30)?.inside();
    signed_data.read()?.expect(0x02)?; // version
    signed_data.read()?.expect(0x31)?; // digestAlgorithms
    signed_data.read()?.expect(0x30)?; // encapContentInfo
    let certificates = signed_data.read_if(0xa0).map_or(Some(Vec::new()), |set| set.inside().all())?;
    // Attribute certificates ([1], [2]) and others ([3]) are no certificates: RFC 5652 §10.2.2.
    Some(
        certificates
            .into_iter()
            .filter(|certificate| certificate.tag == 0x30)
            .map(|certificate| certificate.raw)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = include_str!("../../fixtures/x509/certificates.pem");

    #[test]
    fn comments_and_keys_between_certificates_are_passed_over() {
        let key = "-----BEGIN PRIVATE KEY-----\r\nAAAA\r\n-----END PRIVATE KEY-----\r\n";
        let commented = format!("0 s:CN=Gốc\r\n{key}{}", PEM.replace('\n', "\r\n"));
        assert_eq!(read_certificates(commented.as_bytes()).unwrap(), read_certificates(PEM.as_bytes()).unwrap());
    }

    #[test]
    fn a_torn_file_is_an_error_not_a_shorter_list() {
        let torn = &PEM[..PEM.len() - 40];
        assert_eq!(read_certificates(torn.as_bytes()).unwrap_err().code(), "PEM_MALFORMED");
        let der = read_certificates(PEM.as_bytes()).unwrap()[0].der().to_vec();
        let longer = [&der[..], b"\n"].concat();
        assert_eq!(read_certificates(&longer).unwrap_err().code(), "TRAILING_DATA");
        assert!(read_certificates(&der[..der.len() - 1]).is_err());
        assert_eq!(read_crls(PEM.as_bytes()).unwrap_err().code(), "NOTHING_FOUND");
    }
}
