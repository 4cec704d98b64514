//! AuthenticatedData (RFC 5652 §9): content under a MAC whose key is wrapped for its recipients.

use super::ber::{self, Element, INTEGER, OCTET_STRING, Reader, SEQUENCE, SET, context, oid, tlv};
use super::error::Error;
use super::signed_data::{Algorithm, SignedAttributes, encapsulated_content, end, malformed};

/// id-ct-authData.
pub(super) const ID_AUTH_DATA: &str = "1.2.840.113549.1.9.16.1.2";

/// An AuthenticatedData as it was received.
#[derive(Clone, Debug)]
pub(super) struct AuthenticatedData {
    /// recipientInfos: the one for a password, where there is exactly one recipient.
    pub(super) recipient: Option<PasswordRecipient>,
    pub(super) mac_algorithm: Algorithm,
    pub(super) digest_algorithm: Option<Algorithm>,
    /// eContentType.
    pub(super) content_type: String,
    /// eContent.
    pub(super) content: Option<Vec<u8>>,
    /// authAttrs.
    pub(super) authenticated: Option<SignedAttributes>,
    pub(super) mac: Vec<u8>,
    /// Whether there are unauthAttrs.
    pub(super) has_unauthenticated: bool,
}

/// PasswordRecipientInfo (RFC 5652 §6.2.4).
#[derive(Clone, Debug)]
pub(super) struct PasswordRecipient {
    pub(super) derivation: Option<Algorithm>,
    pub(super) encryption: Algorithm,
    pub(super) encrypted_key: Vec<u8>,
}

impl AuthenticatedData {
    /// Reads a ContentInfo with an AuthenticatedData; nothing may follow it.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(bytes);
        let info = reader.expect(SEQUENCE).ok_or(malformed("ContentInfo"))?;
        end(reader, "ContentInfo")?;
        let mut fields = info.inside();
        let oid = fields.read().and_then(Element::oid).filter(|oid| oid == ID_AUTH_DATA);
        oid.ok_or(malformed("contentType"))?;
        let content = fields.expect(context(0)).and_then(|content| content.inside().expect(SEQUENCE));
        end(fields, "ContentInfo")?;
        Self::fields(content.ok_or(malformed("content"))?)
    }

    fn fields(content: Element<'_>) -> Result<Self, Error> {
        let mut fields = content.inside();
        // 0 without originatorInfo's attribute certificates (§9.1), which have no business here.
        fields.expect(INTEGER).filter(|version| version.content == [0]).ok_or(malformed("version"))?;
        fields.take(context(0));
        let recipients = fields.expect(SET).and_then(|set| set.inside().all()).ok_or(malformed("recipientInfos"))?;
        let mac_algorithm = fields.read().and_then(Algorithm::read).ok_or(malformed("macAlgorithm"))?;
        let digest_algorithm = match fields.take(context(1)) {
            Some(digest) => Some(Algorithm::read(implicit(digest)).ok_or(malformed("digestAlgorithm"))?),
            None => None,
        };
        let encapsulated = fields.expect(SEQUENCE).ok_or(malformed("encapContentInfo"))?;
        let (content_type, content) = encapsulated_content(encapsulated)?;
        let authenticated = match fields.take(context(2)) {
            Some(set) => Some(SignedAttributes::read(set).ok_or(malformed("authAttrs"))?),
            None => None,
        };
        let mac = fields.read().filter(|field| field.tag & !ber::CONSTRUCTED == OCTET_STRING);
        let mac = mac.and_then(Element::octets).ok_or(malformed("mac"))?.into_owned();
        let has_unauthenticated = fields.take(context(3)).is_some();
        end(fields, "AuthenticatedData")?;
        Ok(Self {
            recipient: if let [one] = recipients[..] { PasswordRecipient::read(one) } else { None },
            mac_algorithm,
            digest_algorithm,
            content_type,
            content,
            authenticated,
            mac,
            has_unauthenticated,
        })
    }
}

/// An element under an implicit tag, as the SEQUENCE that it is.
fn implicit(element: Element<'_>) -> Element<'_> {
    Element { tag: SEQUENCE, ..element }
}

impl PasswordRecipient {
    /// `pwri [3]` of RecipientInfo.
    fn read(element: Element<'_>) -> Option<Self> {
        (element.tag == context(3)).then_some(())?;
        let mut fields = element.inside();
        fields.expect(INTEGER).filter(|version| version.content == [0])?;
        let derivation = match fields.take(context(0)) {
            Some(algorithm) => Some(Algorithm::read(implicit(algorithm))?),
            None => None,
        };
        let encryption = Algorithm::read(fields.read()?)?;
        let encrypted_key = fields.expect(OCTET_STRING)?.content.to_vec();
        fields.is_empty().then_some(Self { derivation, encryption, encrypted_key })
    }
}

/// `pwri [3]` in DER; the algorithms are given by their identifiers and have no parameters.
pub(super) fn password_recipient(derivation: &str, encryption: &str, encrypted_key: &[u8]) -> Vec<u8> {
    let fields = [
        &tlv(INTEGER, &[&[0]])[..],
        &tlv(context(0), &[&oid(derivation)]),
        &tlv(SEQUENCE, &[&oid(encryption)]),
        &tlv(OCTET_STRING, &[encrypted_key]),
    ];
    tlv(context(3), &fields)
}
