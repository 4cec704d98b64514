//! One file for the clerk: what came of it, why, and what is sent back.

use std::fmt::Write as _;

use crate::messages::letter::ground;
use crate::messages::{Lang, ReceiveWord, sentence};
use crate::receive::Ground;
use crate::text::Untrusted;

use super::{ReceiveLine, Standing};
use crate::report::style::{Mark, bold, dim};

impl ReceiveLine {
    /// For people.
    pub fn text(&self, lang: Lang) -> String {
        let words = lang.words();
        let word = |word| words.receive(word);
        let number = self.number.map(|number| number.to_string()).unwrap_or_default();
        let of =
            self.received_on.as_deref().map(|day| format!(" {} {day}", word(ReceiveWord::OfDate))).unwrap_or_default();
        let (mark, said) = match self.status {
            Standing::Registered => (Mark::Good, format!("{} {number}", word(ReceiveWord::Registered))),
            Standing::AlreadyRegistered => {
                (Mark::Good, format!("{} {number}{of}", word(ReceiveWord::AlreadyRegistered)))
            }
            Standing::Refused => (Mark::Bad, word(ReceiveWord::Refused).to_owned()),
            Standing::Held => (Mark::Unsure, word(ReceiveWord::Held).to_owned()),
            Standing::Error => (Mark::Bad, words.not_judged().to_owned()),
        };
        let mut text = format!("{}  {}\n", mark.with(&said), bold(&Untrusted(&self.file).to_string()));
        if let (Standing::Error, Some(error)) = (self.status, &self.error) {
            let _ = writeln!(text, "    {}", Untrusted(&error.message));
            if !error.advice.is_empty() {
                let _ = writeln!(text, "    {}", dim(&error.advice));
            }
            return text;
        }
        self.missing(lang, &mut text);
        for remark in &self.remarks {
            let _ = writeln!(text, "    {}: {}", word(ReceiveWord::Remark), ground(remark, lang));
        }
        if let Some(day) = &self.acknowledge_by {
            let _ = writeln!(text, "    {} {day}", word(ReceiveWord::Acknowledge));
        }
        if let Some(letters) = &self.letter {
            let letter = if lang == Lang::Vi { &letters.vi } else { &letters.en };
            let _ = writeln!(text, "    {}:", sentence(word(ReceiveWord::Letter)));
            for line in letter.lines() {
                let _ = writeln!(text, "      {line}");
            }
        }
        text
    }

    /// What is not known, and what the clerk can do about it.
    fn missing(&self, lang: Lang, text: &mut String) {
        let words = lang.words();
        let mut told: Vec<&str> = Vec::new();
        for Ground { code, .. } in &self.missing {
            told.extend(words.remedy(code));
        }
        told.dedup();
        for one in &self.missing {
            let _ = writeln!(text, "    {}: {}", words.receive(ReceiveWord::Missing), ground(one, lang));
        }
        for remedy in told {
            let _ = writeln!(text, "    {}", dim(remedy));
        }
    }
}
