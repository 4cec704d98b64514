//! Records for tests: an office's day.

use time::macros::datetime;

use super::{Action, Record, SignatureRecord};

/// A verdict on the bytes with this digest, so many days after 14 May 2018, with the signatures of `parties`: role, agency, CN.
pub(super) fn verdict(sha256: &str, status: &str, day: i64, parties: &[(&str, &str, &str)]) -> Record {
    let time = datetime!(2018-05-14 08:00 UTC) + time::Duration::days(day);
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let signature = |(at, (role, agency, cn)): (i64, &(&str, &str, &str))| SignatureRecord {
        field: format!("Signature{at}"),
        kind: "signature".to_owned(),
        role: given(role),
        agency: given(agency),
        cn: given(cn),
        o: Some("UBND tỉnh Bắc Giang".to_owned()),
        ou: vec!["Văn phòng".to_owned(), format!("Phòng {cn}")],
        fingerprint: Some(crate::text::hex(&super::row::sha256(cn.as_bytes()))),
        not_after: Some(datetime!(2023-05-14 08:00 UTC)),
        indication: status.to_owned(),
        best_time: Some(time + time::Duration::minutes(90 * at)),
        timestamped: true,
        ..SignatureRecord::default()
    };
    Record {
        time,
        action: Action::Verify,
        file: format!("cong-van-{sha256}.pdf"),
        sha256_in: sha256.to_owned(),
        sha256_out: None,
        status: status.to_owned(),
        level: Some("B-T".to_owned()),
        no_check: false,
        judged_on: time,
        policy: "nd30/1".to_owned(),
        signatures: (0..).zip(parties).map(signature).collect(),
        tool: "kyso 0.1.0".to_owned(),
        agencies: None,
    }
}

/// A signature that made `output` of `input`.
pub(super) fn signed(input: &str, output: &str, day: i64, parties: &[(&str, &str, &str)]) -> Record {
    let sha256_out = Some(output.to_owned());
    Record {
        action: Action::Sign,
        sha256_out,
        sha256_in: input.to_owned(),
        ..verdict(output, "total-passed", day, parties)
    }
}
