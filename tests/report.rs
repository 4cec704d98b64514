//! What a person reads under a verdict.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

use kyso::messages::Lang;
use kyso::report::verdict::{View, html};
use kyso::verify::{
    ChainElement, Coverage, Decision, EntryType, Form, Indication, Integrity, Level, Modifications, PolicyReport,
    Reason, Report, Requirement, Said, SignatureReport, SignerReport, Status, SubIndication,
};
use time::macros::{datetime, offset};

fn view(lang: Lang, detail: bool) -> View {
    View { lang, zone: offset!(+7), detail }
}

/// The text without its colours.
fn shown(view: View, report: &Report) -> String {
    anstream::adapter::strip_str(&view.file(report)).to_string()
}

fn leader() -> SignerReport {
    SignerReport {
        cn: Some("Nguyễn Văn Ánh".into()),
        o: Some("UBND tỉnh Bắc Ninh".into()),
        ou: vec!["Sở Nội vụ".into()],
        title: Some("Phó Giám đốc".into()),
        subject: "CN=Nguyễn Văn Ánh,OU=Sở Nội vụ,O=UBND tỉnh Bắc Ninh,C=VN".into(),
        serial: "0a".into(),
        issuer: "CN=CA phục vụ\\, các cơ quan Nhà nước G2,O=Ban Cơ yếu Chính phủ,C=VN".into(),
        fingerprint_sha256: "00".repeat(32),
        policies: vec!["1.2.704.1.1".into()],
        qc_statements: vec!["0.4.0.1862.1.4".into(), "0.4.0.1862.1.6".into()],
        qc_types: vec!["0.4.0.1862.1.6.1".into()],
        agency: Some("H05.12".into()),
        role: Some("person"),
    }
}

fn signature() -> SignatureReport {
    SignatureReport {
        field: "Signature1".into(),
        entry_type: EntryType::Signature,
        sub_filter: Some("ETSI.CAdES.detached".into()),
        form: Form::PadesBaseline,
        level: Some(Level::BT),
        level_missing: Vec::new(),
        indication: Indication::TotalPassed,
        sub_indication: None,
        reasons: Vec::new(),
        checks: Vec::new(),
        integrity: Integrity::Intact,
        hash_ok: Some(true),
        value_ok: Some(true),
        coverage: Coverage::WholeFile,
        byte_range: None,
        signed_sha256: None,
        revision: 1,
        revisions_after: 0,
        modifications: Modifications::None,
        changes: Vec::new(),
        certification: None,
        locked_fields: Vec::new(),
        signer: Some(leader()),
        key: None,
        digest: Some("sha256".into()),
        algorithm: None,
        claimed_time: Some(datetime!(2026-11-23 10:33:30 UTC)),
        claimed_time_source: Some("M"),
        best_time: Some(datetime!(2026-11-23 10:33:36 UTC)),
        best_time_source: Some("signature-timestamp"),
        process: "long-term",
        chain: vec![ChainElement {
            role: "leaf",
            subject: "CN=Nguyễn Văn Ánh".into(),
            serial: "0a".into(),
            sha256: "00".repeat(32),
            not_before: datetime!(2025-03-01 00:00 UTC),
            not_after: datetime!(2030-03-01 00:00 UTC),
            indication: Indication::TotalPassed,
            sub_indication: None,
        }],
        valid_policies: vec!["1.2.704.1.1".into()],
        revocation: Vec::new(),
        timestamps: Vec::new(),
        warnings: Vec::new(),
        said: Said::default(),
    }
}

fn report(signatures: Vec<SignatureReport>, status: Status, decision: Option<Decision>) -> Report {
    Report {
        schema: "kyso.verify/1",
        tool: "kyso".into(),
        file: "12-QD-SNV.pdf".into(),
        sha256: None,
        size: Some(30_000),
        validated_at: datetime!(2026-11-23 11:00 UTC),
        at: datetime!(2026-11-23 11:00 UTC),
        status,
        decision,
        policy: PolicyReport {
            name: "nd30".into(),
            version: "1".into(),
            sha256: String::new(),
            algorithm_table: String::new(),
            requirements: Vec::new(),
        },
        bundle: None,
        evidence: None,
        objects: Vec::new(),
        kept: None,
        trust: Vec::new(),
        revisions: 1,
        uncovered_bytes: 0,
        content: Vec::new(),
        unsigned_fields: Vec::new(),
        certified_by: None,
        signatures,
        error: None,
    }
}

/// Circular 15/2025/TT-BKHCN: the result in Vietnamese with issuing CA, signer, time, integrity, validity at signing.
#[test]
fn a_good_signature_in_vietnamese_says_all_that_the_circular_asks_for() {
    let text = shown(view(Lang::Vi, false), &report(vec![signature()], Status::TotalPassed, Some(Decision::Valid)));
    let expected = "\
✔ hợp lệ  12-QD-SNV.pdf  (1 chữ ký số)
    ✔ đạt  Signature1 (chữ ký số)
      Người ký: Nguyễn Văn Ánh, Phó Giám đốc (cá nhân)
      Cơ quan: Sở Nội vụ, UBND tỉnh Bắc Ninh [H05.12]
      Nơi cấp chứng thư: CA phục vụ, các cơ quan Nhà nước G2
      Thời điểm ký: 2026-11-23 17:33:36 +07:00 (theo dấu thời gian của chữ ký)
      Thời gian khai báo: 2026-11-23 17:33:30 +07:00 (do máy tính của người ký khai báo)
      Tính toàn vẹn: nội dung được ký còn nguyên vẹn
      Sau khi ký: không có thay đổi
      Chứng thư số: 2025-03-01 → 2030-03-01; có hiệu lực vào thời điểm đó
";
    assert_eq!(text, expected);
}

#[test]
fn a_changed_document_says_why_in_both_languages() {
    let broken = SignatureReport {
        indication: Indication::TotalFailed,
        sub_indication: Some(SubIndication::HashFailure),
        integrity: Integrity::Broken,
        reasons: vec![Reason { code: "MESSAGE_DIGEST", clause: "RFC 5652 5.4", object: None, time: None }],
        ..signature()
    };
    let report = report(vec![broken], Status::TotalFailed, Some(Decision::Invalid));
    let vietnamese = shown(view(Lang::Vi, false), &report);
    assert!(vietnamese.starts_with("✘ không hợp lệ  12-QD-SNV.pdf"), "{vietnamese}");
    assert!(vietnamese.contains("Lý do: nội dung đã bị thay đổi sau khi ký"), "{vietnamese}");
    let english = shown(view(Lang::En, true), &report);
    assert!(english.contains("Why: the content was changed after signing"), "{english}");
    assert!(english.contains("[MESSAGE_DIGEST; RFC 5652 5.4]"), "{english}");
}

#[test]
fn a_time_that_nothing_proves_is_not_shown_as_the_time_of_signing() {
    let unproven = SignatureReport { best_time_source: Some("current-time"), level: Some(Level::BB), ..signature() };
    let text = shown(view(Lang::En, false), &report(vec![unproven], Status::TotalPassed, Some(Decision::Valid)));
    assert!(text.contains("Time: not proven"), "{text}");
    assert!(text.contains("Claimed time: 2026-11-23 17:33:30 +07:00 (claimed by the signer's computer)"), "{text}");
}

#[test]
fn a_missing_agency_signature_is_named() {
    let mut report = report(vec![signature()], Status::Indeterminate, Some(Decision::NotEnoughInformation));
    report.policy.requirements = vec![
        Requirement { code: "PERSON_SIGNATURE", met: true, fields: vec!["Signature1".into()] },
        Requirement { code: "AGENCY_SIGNATURE", met: false, fields: Vec::new() },
    ];
    let text = shown(view(Lang::Vi, false), &report);
    assert!(text.starts_with("? không đủ thông tin"), "{text}");
    assert!(text.contains("chữ ký của cơ quan, tổ chức: thiếu"), "{text}");
    assert!(!text.contains("người có thẩm quyền"), "what is there needs no line: {text}");
}

#[test]
fn a_signer_cannot_write_the_verdict() {
    let liar = SignerReport { cn: Some("An\n✔ hợp lệ\u{1b}[2J\u{202e}".into()), title: None, ..leader() };
    let signature = SignatureReport { signer: Some(liar), field: "x\r✔".into(), ..signature() };
    let text = shown(view(Lang::Vi, true), &report(vec![signature], Status::TotalFailed, Some(Decision::Invalid)));
    assert!(text.contains("An\\u{a}✔ hợp lệ\\u{1b}[2J\\u{202e}"), "{text}");
    assert!(!text.contains(['\r', '\u{1b}', '\u{202e}']));
}

#[test]
fn an_unsigned_file_is_neither_valid_nor_invalid() {
    let mut report = report(Vec::new(), Status::NoSignature, None);
    report.unsigned_fields = vec!["KyLanhDao".into()];
    assert_eq!(shown(view(Lang::Vi, false), &report), "– chưa ký số  12-QD-SNV.pdf\n    Trường chưa ký: KyLanhDao\n");
}

/// A page stands alone, and strangers' names are text in it.
#[test]
fn a_page_runs_and_fetches_nothing_whatever_a_certificate_says() {
    let mut evil = signature();
    let signer = evil.signer.as_mut().unwrap();
    signer.cn = Some("<script>alert('hợp lệ')</script>\u{202e}".into());
    signer.o = Some("\"><img src=x onerror=alert(1)>".into());
    let mut report = report(vec![evil], Status::TotalPassed, Some(Decision::Valid));
    report.file = "<b>van-ban</b>.pdf".into();
    for lang in [Lang::En, Lang::Vi] {
        let page = [html::begin(lang), view(lang, false).html(&report), html::end(lang)].concat();
        assert!(page.contains("&lt;script&gt;alert(&#39;hợp lệ&#39;)&lt;/script&gt;\\u{202e}"), "{page}");
        for never in ["<script", "<img", "<b>", "http://", "https://", "url(", "\u{202e}"] {
            assert!(!page.contains(never), "{never}");
        }
        assert!(page.contains("default-src 'none'") && page.contains(&format!("<html lang=\"{}\">", lang.code())));
        balanced(&page);
    }
}

/// The page says at once what the text says, and folds up the rest.
#[test]
fn a_page_says_who_when_and_what_changed() {
    let page = view(Lang::Vi, false).html(&report(vec![signature()], Status::TotalPassed, Some(Decision::Valid)));
    for said in ["hợp lệ", "Nguyễn Văn Ánh, Phó Giám đốc", "Sở Nội vụ", "2026-11-23 17:33:36 +07:00", "<details>"]
    {
        assert!(page.contains(said), "{said} in {page}");
    }
}

/// Every element that is opened is closed, in order.
fn balanced(page: &str) {
    let mut open = Vec::new();
    for tag in page.split('<').skip(1).filter(|tag| !tag.starts_with('!')) {
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        match tag.strip_prefix('/') {
            Some(_) => assert_eq!(open.pop(), Some(name)),
            None if name == "meta" => {}
            None => open.push(name),
        }
    }
    assert_eq!(open, Vec::<String>::new());
}

/// Whoever may ask for policies and statements sees which there are.
#[test]
fn what_the_certificate_says_of_itself_is_shown_in_detail() {
    let passed = report(vec![signature()], Status::TotalPassed, Some(Decision::Valid));
    let text = shown(view(Lang::Vi, true), &passed);
    for line in [
        "Chính sách chứng thư:\n          – 1.2.704.1.1",
        "Tuyên bố về chứng thư đủ điều kiện:\n          – QcSSCD (0.4.0.1862.1.4)\n          – QcType (0.4.0.1862.1.6)\n          – esign",
        "Chính sách hợp lệ:\n          – 1.2.704.1.1",
    ] {
        assert!(text.contains(line), "no «{line}» in {text}");
    }
    assert!(!shown(view(Lang::Vi, false), &passed).contains("1.2.704.1.1"));
}

/// Nothing proves when it was signed: there is no «that time» at which the certificate could have been valid.
#[test]
fn without_a_proof_the_certificate_is_valid_at_the_time_judged() {
    let bare = SignatureReport { best_time_source: Some("current-time"), ..signature() };
    let text = shown(view(Lang::Vi, false), &report(vec![bare], Status::TotalPassed, Some(Decision::Valid)));
    assert!(text.contains("Thời điểm ký: không có bằng chứng"), "{text}");
    assert!(text.contains("; có hiệu lực vào thời điểm xét") && !text.contains("vào thời điểm đó"), "{text}");
}

/// A time-stamping authority signs no document.
#[test]
fn a_time_stamping_authority_is_no_signer() {
    let stamp = SignatureReport {
        entry_type: EntryType::DocTimestamp,
        best_time_source: Some("document-timestamp"),
        ..signature()
    };
    let stamped = report(vec![stamp], Status::NoSignature, None);
    let text = shown(view(Lang::Vi, false), &stamped);
    assert!(text.contains("Cơ quan cấp dấu thời gian: Nguyễn Văn Ánh") && !text.contains("Người ký"), "{text}");
    assert!(text.contains("Thời điểm cấp dấu: 2026-11-23 17:33:36") && !text.contains("Thời điểm ký"), "{text}");
    assert!(shown(view(Lang::En, false), &stamped).contains("Time-stamping authority: "));
}
