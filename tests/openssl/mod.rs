//! OpenSSL as the peer: a certification authority, signers and a TSA made by it in a temporary folder.

pub(crate) mod forge;
pub(crate) mod paper;
pub(crate) mod verdict;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use kyso::cms::ber::{Reader, tlv};
use tempfile::TempDir;

const CONFIG: &str = "
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[signer]
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
[official]
keyUsage = critical,digitalSignature,nonRepudiation
certificatePolicies = 1.2.704.1.1
1.3.6.1.5.5.7.1.3 = ASN1:SEQUENCE:statements
[statements]
compliance = SEQUENCE:compliance
type = SEQUENCE:type
[compliance]
id = OID:0.4.0.1862.1.1
[type]
id = OID:0.4.0.1862.1.6
types = SEQUENCE:types
[types]
esign = OID:0.4.0.1862.1.6.1
[stamper]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = service
[service]
serial = ./serial
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256, sha384
accuracy = secs:1, millisecs:500
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
signer_digest = sha256
";

/// A folder in which OpenSSL works.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    /// With `ca.pem` and the key it signs with.
    pub(crate) fn new() -> Self {
        let desk = Self { folder: TempDir::new().unwrap() };
        desk.write("openssl.cnf", CONFIG.as_bytes());
        desk.write("serial", b"01\n");
        desk.new_key("ca", "EC");
        desk.run(
            "req -x509 -new -key ca.key -out ca.pem -subj /C=VN/CN=CA -days 3650 -config openssl.cnf -extensions ca",
        );
        desk
    }

    /// A key pair `name.key` of `algorithm` and a certificate `name.pem` for it.
    pub(crate) fn with(self, name: &str, algorithm: &str) -> Self {
        self.new_key(name, algorithm);
        self.certify(name, name, if name == "tsa" { "stamper" } else { "signer" }, 7);
        self
    }

    /// A certificate `name.pem` for the key `key.key`, with `serial`.
    pub(crate) fn certify(&self, name: &str, key: &str, profile: &str, serial: u32) {
        self.run(&format!("req -new -key {key}.key -out {name}.csr -subj /C=VN/O=UBND/CN={name} -config openssl.cnf"));
        self.run(&format!(
            "x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -set_serial {serial} -out {name}.pem -days 365 \
             -extfile openssl.cnf -extensions {profile}"
        ));
    }

    fn new_key(&self, name: &str, algorithm: &str) {
        let options = match algorithm {
            "EC" => "-pkeyopt ec_paramgen_curve:P-256",
            "RSA" => "-pkeyopt rsa_keygen_bits:2048",
            "RSA1024" => "-pkeyopt rsa_keygen_bits:1024",
            "brainpoolP256r1" => "-pkeyopt ec_paramgen_curve:brainpoolP256r1",
            "brainpoolP384r1" => "-pkeyopt ec_paramgen_curve:brainpoolP384r1",
            _ => "",
        };
        let algorithm = match algorithm {
            "RSA1024" => "RSA",
            curve if curve.starts_with("brainpool") => "EC",
            other => other,
        };
        self.run(&format!("genpkey -algorithm {algorithm} {options} -out {name}.key"));
    }

    /// Runs `openssl` with these arguments; what it says on stdout.
    pub(crate) fn run(&self, arguments: &str) -> Vec<u8> {
        self.try_run(arguments).unwrap_or_else(|said| panic!("openssl {arguments}: {said}"))
    }

    /// The same where OpenSSL may refuse.
    pub(crate) fn try_run(&self, arguments: &str) -> Result<Vec<u8>, String> {
        let output = Command::new("openssl")
            .args(arguments.split_whitespace())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        if output.status.success() { Ok(output.stdout) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
    }

    /// The DER of the certificate `name.pem`.
    pub(crate) fn certificate(&self, name: &str) -> Vec<u8> {
        self.run(&format!("x509 -in {name}.pem -outform DER"))
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    /// Reads a file.
    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// A file in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// The DER `whole` with the element `old` inside replaced; lengths around it grow or shrink with it.
pub(crate) fn replaced(whole: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let element = Reader(whole).read().unwrap();
    if element.raw == old {
        return new.to_vec();
    }
    if !element.is_constructed() {
        return whole.to_vec();
    }
    let parts = element.inside().all().unwrap();
    let parts: Vec<_> = parts.iter().map(|part| replaced(part.raw, old, new)).collect();
    tlv(element.tag, &[&parts.concat()])
}
