//! One file for the clerk: what came of it, why, and what is sent back.

use std::fmt::Write as _;

use crate::messages::letter::{day_text, grounds};
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
        let of = |day: &String| format!(" {} {}", word(ReceiveWord::OfDate), day_text(day));
        let of = self.received_on.as_ref().map(of).unwrap_or_default();
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
        for remark in grounds(&self.remarks, &self.file, lang) {
            let _ = writeln!(text, "    {}: {remark}", word(ReceiveWord::Remark));
        }
        if let Some(day) = &self.acknowledge_by {
            let _ = writeln!(text, "    {} {}", word(ReceiveWord::Acknowledge), day_text(day));
        }
        let title = sentence(word(ReceiveWord::Letter));
        match (&self.letter_file, self.letter(lang)) {
            (Some(file), _) => {
                for reason in grounds(&self.reasons, &self.file, lang) {
                    let _ = writeln!(text, "    {}: {reason}", word(ReceiveWord::Reason));
                }
                let _ = writeln!(text, "    {title}: {}", Untrusted(file));
            }
            // The sender of an old one was told then.
            (None, Some(letter)) if self.status != Standing::AlreadyRegistered => {
                let _ = writeln!(text, "    {title}:");
                for line in letter.lines() {
                    let _ = writeln!(text, "      {line}");
                }
            }
            (None, _) => {}
        }
        text
    }

    /// What is sent back.
    pub fn letter(&self, lang: Lang) -> Option<&str> {
        let letters = self.letter.as_ref()?;
        Some(if lang == Lang::Vi { &letters.vi } else { &letters.en })
    }

    /// What is not known, and what the clerk can do about it.
    fn missing(&self, lang: Lang, text: &mut String) {
        let words = lang.words();
        let mut told: Vec<&str> = Vec::new();
        for Ground { code, .. } in &self.missing {
            told.extend(words.remedy(code));
        }
        told.dedup();
        for one in grounds(&self.missing, &self.file, lang) {
            let _ = writeln!(text, "    {}: {one}", words.receive(ReceiveWord::Missing));
        }
        for remedy in told {
            let _ = writeln!(text, "    {}", dim(remedy));
        }
    }
}
