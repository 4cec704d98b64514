//! What kyso adds to a signature: one 30 KB document signed at B-B, process start to end, against a bare program that
//! only opens the session, logs in and signs 32 bytes. Both sign on the same SoftHSM token, in turns, in one run.
//!
//! `cargo bench --bench token` prints both medians and their ratio. The bare program is this file with `bare` as its
//! first argument, so that both are Rust and start alike.

#![allow(clippy::print_stdout, clippy::unwrap_used, non_snake_case, missing_docs)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, mem, ptr};

use pkcs11::types::{
    CK_ATTRIBUTE, CK_FUNCTION_LIST, CK_MECHANISM, CK_OBJECT_HANDLE, CK_SESSION_HANDLE, CK_SLOT_ID, CK_TOKEN_INFO,
    CKA_CLASS, CKF_SERIAL_SESSION, CKM_RSA_PKCS, CKO_PRIVATE_KEY, CKR_OK, CKU_USER,
};

const ROUNDS: usize = 100;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|first| first == "bare") {
        bare(&arguments[2], &arguments[3], &arguments[4]);
    } else {
        compare();
    }
}

fn compare() {
    let lab = kyso_lab::Lab::start().unwrap();
    let token = lab.leader_token();
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("document.pdf");
    fs::write(&document, thirty_kilobytes()).unwrap();
    let bare = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["bare", token.module.to_str().unwrap(), &token.label]).arg(&token.pin_file);
        command
    };
    let kyso = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kyso"));
        command.args(["sign", "--level", "b-b", "--ledger", "none", "--force", "--no-check", "-q"]);
        command.args(["-k", &token.uri]).arg("--module").arg(&token.module).arg("--pin-file").arg(&token.pin_file);
        command.arg("-o").arg(folder.path().join("signed.pdf")).arg(&document);
        command
    };
    let (mut bare_times, mut kyso_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare_times.push(time(bare(), &lab));
        kyso_times.push(time(kyso(), &lab));
    }
    let (bare, kyso) = (median(bare_times), median(kyso_times));
    println!("bare session, login, 32 bytes: {:.2} ms", bare.as_secs_f64() * 1e3);
    println!("kyso sign, 30 KB at B-B:       {:.2} ms", kyso.as_secs_f64() * 1e3);
    println!("ratio {:.2} (limit 2.00)", kyso.as_secs_f64() / bare.as_secs_f64());
}

fn time(mut command: Command, lab: &kyso_lab::Lab) -> Duration {
    command.env("SOFTHSM2_CONF", lab.softhsm_conf()).stdout(Stdio::null());
    let start = Instant::now();
    let status = command.status().unwrap();
    let elapsed = start.elapsed();
    assert!(status.success(), "{command:?}: {status}");
    elapsed
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// A real document, brought to 30 KB by a comment before its end would change it; so the nearest real one is taken.
fn thirty_kilobytes() -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/documents");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let nearest = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "pdf"))
        .min_by_key(|path| path.metadata().unwrap().len().abs_diff(30 * 1024));
    fs::read(nearest.unwrap()).unwrap()
}

/// Opens the module, logs in on the token of that label and signs 32 bytes with its first private key.
fn bare(module: &str, label: &str, pin_file: &str) {
    let mut pin = fs::read(pin_file).unwrap();
    pin.truncate(pin.trim_ascii_end().len());
    // SAFETY: the module is a PKCS#11 module; every pointer below is to a local that outlives its call.
    unsafe {
        let library = libloading::Library::new(module).unwrap();
        let list_of: libloading::Symbol<extern "C" fn(*mut *mut CK_FUNCTION_LIST) -> u64> =
            library.get(b"C_GetFunctionList").unwrap();
        let mut list = ptr::null_mut();
        assert_eq!(list_of(&raw mut list), CKR_OK);
        let f = &*list;
        assert_eq!(f.C_Initialize.unwrap()(ptr::null_mut()), CKR_OK);
        let mut slots = [CK_SLOT_ID::default(); 64];
        let mut count = 64;
        assert_eq!(f.C_GetSlotList.unwrap()(1, slots.as_mut_ptr(), &raw mut count), CKR_OK);
        let slot = slots[..count as usize].iter().copied().find(|slot| {
            let mut info: CK_TOKEN_INFO = mem::zeroed();
            f.C_GetTokenInfo.unwrap()(*slot, &raw mut info) == CKR_OK && String::from(info.label).trim_end() == label
        });
        let mut session: CK_SESSION_HANDLE = 0;
        let opened =
            f.C_OpenSession.unwrap()(slot.unwrap(), CKF_SERIAL_SESSION, ptr::null_mut(), None, &raw mut session);
        assert_eq!(opened, CKR_OK);
        assert_eq!(f.C_Login.unwrap()(session, CKU_USER, pin.as_mut_ptr(), pin.len() as u64), CKR_OK);
        let mut class = CKO_PRIVATE_KEY;
        let mut template = CK_ATTRIBUTE { attrType: CKA_CLASS, pValue: (&raw mut class).cast(), ulValueLen: 8 };
        assert_eq!(f.C_FindObjectsInit.unwrap()(session, &raw mut template, 1), CKR_OK);
        let (mut key, mut found): (CK_OBJECT_HANDLE, u64) = (0, 0);
        assert_eq!(f.C_FindObjects.unwrap()(session, &raw mut key, 1, &raw mut found), CKR_OK);
        assert_eq!(f.C_FindObjectsFinal.unwrap()(session), CKR_OK);
        let mut mechanism = CK_MECHANISM { mechanism: CKM_RSA_PKCS, pParameter: ptr::null_mut(), ulParameterLen: 0 };
        assert_eq!(f.C_SignInit.unwrap()(session, &raw mut mechanism, key), CKR_OK);
        let (mut message, mut value, mut length) = ([7_u8; 32], [0_u8; 1024], 1024);
        assert_eq!(f.C_Sign.unwrap()(session, message.as_mut_ptr(), 32, value.as_mut_ptr(), &raw mut length), CKR_OK);
        assert_eq!(f.C_Finalize.unwrap()(ptr::null_mut()), CKR_OK);
    }
}
