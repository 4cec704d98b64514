//! Vietnamese for what clap finds wrong with a command line.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::messages::Explanation;
use crate::text::Untrusted;

/// The words for the common kinds; nothing for the rest, where clap's English stands.
pub(in crate::messages) fn usage(error: &clap::Error) -> Option<Explanation> {
    let text = |kind| of(error, kind);
    let argument = text(ContextKind::InvalidArg);
    let problem = match error.kind() {
        ErrorKind::UnknownArgument => format!("không có tùy chọn hoặc tham số '{argument}'"),
        ErrorKind::InvalidSubcommand => format!("không có lệnh '{}'", text(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand => "thiếu lệnh".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("thiếu tham số bắt buộc: {argument}"),
        ErrorKind::InvalidValue if text(ContextKind::InvalidValue).is_empty() => {
            format!("'{argument}' cần có giá trị theo sau")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("'{argument}' không nhận giá trị '{}'", text(ContextKind::InvalidValue))
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("số giá trị cho '{argument}' không đúng")
        }
        ErrorKind::NoEquals => format!("'{argument}' phải viết kèm dấu ="),
        ErrorKind::ArgumentConflict => conflict(&argument, &text(ContextKind::PriorArg)),
        ErrorKind::InvalidUtf8 => "có tham số không viết bằng UTF-8".to_owned(),
        _ => return None,
    };
    Some(Explanation::new(problem, advice(error)))
}

fn conflict(argument: &str, prior: &str) -> String {
    if argument == prior {
        format!("'{argument}' chỉ dùng được một lần")
    } else {
        format!("'{argument}' không dùng cùng với {prior}")
    }
}

/// What might have been meant, and what would do.
fn advice(error: &clap::Error) -> String {
    let mut advice = Vec::new();
    for kind in [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue] {
        let suggested = of(error, kind);
        if !suggested.is_empty() {
            advice.push(format!("Có phải ý bạn là '{suggested}'?"));
        }
    }
    let valid = of(error, ContextKind::ValidValue);
    if !valid.is_empty() {
        advice.push(format!("Các giá trị dùng được: {valid}."));
    }
    if error.kind() == ErrorKind::ValueValidation {
        advice.extend(written(&of(error, ContextKind::InvalidArg)).map(str::to_owned));
    }
    advice.join(" ")
}

/// How a value is written that is no word of a list; `argument` is `--due <DAYS>`.
fn written(argument: &str) -> Option<&'static str> {
    Some(match argument.split(' ').next()? {
        "--at" => "Viết theo RFC 3339, có múi giờ: 2026-11-23T10:33:36+07:00.",
        "--from" | "--to" => "Viết ngày theo mẫu 2018-05-31.",
        "--due" => "Viết số ngày, ví dụ 90d.",
        "--tsa-timeout" => "Viết khoảng thời gian, ví dụ 30s, 2m.",
        "--tsa-rate" => "Viết số lần trong một khoảng thời gian, ví dụ 20/20m.",
        "--tsa-tries" => "Viết số nguyên từ 1 đến 20.",
        "--jobs" => "Viết số nguyên từ 1 đến 256.",
        "--suffix" => "Viết một phần của tên tệp, ví dụ -ky; không có dấu /.",
        "--policy-oid" => "Viết mã đối tượng (OID), ví dụ 2.16.840.1.101.",
        "--permit-subtree" | "--exclude-subtree" => {
            "Viết email:, dns:, uri:, ip: hoặc dn: rồi đến giá trị, ví dụ dns:example.vn."
        }
        _ => return None,
    })
}

/// The context as text. What was typed may be anything, and is shown as strangers' text.
fn of(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => Untrusted(text).to_string(),
        Some(ContextValue::Strings(all)) => Untrusted(&all.join(", ")).to_string(),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    }
}
