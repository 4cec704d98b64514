//! The table of `kyso config show`.

use serde_json::Value;

use crate::config::Shown;
use crate::messages::{Label, Lang};
use crate::text::Untrusted;

use super::style::dim;

/// Key, value, origin: one line each.
pub fn text(settings: &[Shown], lang: Lang) -> String {
    let words = lang.words();
    let width = settings.iter().map(|setting| setting.key.len()).max().unwrap_or(0);
    let lines = settings.iter().map(|setting| {
        let value = match &setting.value {
            Value::Null => dim("–"),
            Value::String(text) => Untrusted(text).to_string(),
            Value::Array(items) => items
                .iter()
                .filter_map(Value::as_str)
                .map(|item| Untrusted(item).to_string())
                .collect::<Vec<_>>()
                .join(", "),
            other => other.to_string(),
        };
        let origin = match setting.origin.as_deref() {
            None => dim(&format!("({})", words.label(Label::NotSet))),
            Some("default") => dim(&format!("({})", lang.help().terms.default)),
            Some(origin) => dim(&format!("({})", Untrusted(origin))),
        };
        format!("{:width$}  {value}  {origin}\n", setting.key)
    });
    lines.collect()
}
