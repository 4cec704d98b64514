//! From an error to words: the first cause that has words of its own speaks, the rest is left out.

use std::error::Error;
use std::io;

use super::{Explanation, Lang, Problem};

/// What went wrong and what to do, in `lang`.
///
/// anyhow contexts in front of the cause name the file and so on; they are kept as a prefix.
pub fn explain(error: &anyhow::Error, lang: Lang) -> Explanation {
    let mut contexts = Vec::new();
    for cause in error.chain() {
        if let Some(mut explanation) = words_of(cause, lang) {
            contexts.push(std::mem::take(&mut explanation.problem));
            return Explanation { problem: contexts.join(": "), ..explanation };
        }
        contexts.push(cause.to_string());
    }
    Explanation::new(contexts.join(": "), "")
}

/// The words for one cause, if its type has any.
fn words_of(cause: &(dyn Error + 'static), lang: Lang) -> Option<Explanation> {
    let words = lang.words();
    if let Some(problem) = cause.downcast_ref::<Problem>() {
        return Some(words.problem(problem));
    }
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        return Some(Explanation::new(words.io(error), ""));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_stays_in_front_of_the_cause() {
        let error = anyhow::Error::new(Problem::OutputNeeded).context("a.pdf");
        let explanation = explain(&error, Lang::En);
        assert!(explanation.problem.starts_with("a.pdf: "), "{}", explanation.problem);
        assert!(explanation.advice.contains("--in-place"), "{}", explanation.advice);
    }
}
