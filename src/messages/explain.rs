//! From an error to words: the first cause that has words of its own speaks, the rest is left out.

use super::known::Known;
use super::{Explanation, Lang};

/// What went wrong and what to do, in `lang`.
///
/// anyhow contexts in front of the cause name the file and so on; they are kept as a prefix.
pub fn explain(error: &anyhow::Error, lang: Lang) -> Explanation {
    let mut parts = Vec::new();
    for cause in error.chain() {
        if let Some(known) = Known::of(cause) {
            let Explanation { problem, advice } = lang.words().known(known);
            parts.push(problem);
            return Explanation { problem: parts.join(": "), advice };
        }
        parts.push(cause.to_string());
    }
    Explanation::new(parts.join(": "), "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Problem;
    use crate::{net, sign, tsa};

    #[test]
    fn the_file_stays_in_front_of_the_cause() {
        let error = anyhow::Error::new(Problem::OutputNeeded).context("a.pdf");
        let explanation = explain(&error, Lang::En);
        assert!(explanation.problem.starts_with("a.pdf: "), "{}", explanation.problem);
        assert!(explanation.advice.contains("--in-place"), "{}", explanation.advice);
    }

    #[test]
    fn a_silent_authority_is_told_as_such_through_all_layers() {
        let silent = net::Error::Timeout { url: "http://tsa.ca.gov.vn/".into(), seconds: 180 };
        let error = anyhow::Error::new(sign::Error::from(tsa::Error::from(silent)));
        let explanation = explain(&error, Lang::Vi);
        assert!(explanation.problem.contains("180 giây"), "{}", explanation.problem);
        assert!(explanation.advice.contains("--tsa-timeout"), "{}", explanation.advice);
    }
}
