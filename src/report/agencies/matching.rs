//! Which agency a certificate belongs to, and why, or why not.

use serde::Serialize;
use time::Date;

use super::{days, named};
use crate::messages::{AgencyWord, Lang};
use crate::report::style::{Mark, bold, dim};
use crate::stats::Agencies;
use crate::stats::agencies::{Agency, Held, Match};
use crate::text::Untrusted;
use crate::verify::{ErrorReport, Role};

/// As many agencies are named that nearly fit.
const MOST_NEAR: usize = 5;

/// Whose certificate is asked about: its subject, where it was found, as of when.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Holder {
    /// As it was named.
    pub file: String,
    /// The signature's field, in a PDF.
    pub field: Option<String>,
    /// RFC 4514.
    pub subject: Option<String>,
    #[allow(missing_docs)]
    pub cn: Option<String>,
    #[allow(missing_docs)]
    pub o: Option<String>,
    #[allow(missing_docs)]
    pub ou: Vec<String>,
    /// The day.
    pub on: Option<String>,
}

/// One certificate or signer: one line of `kyso agencies match --json`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Matched {
    /// Whose certificate.
    #[serde(flatten)]
    pub holder: Holder,
    /// `one`, `outside` (of its days), `ambiguous`, `none`; null where the file could not be read.
    pub outcome: Option<&'static str>,
    /// The agency's code.
    pub agency: Option<String>,
    /// The agency's name.
    pub name: Option<String>,
    /// `person` or `agency`.
    pub role: Option<&'static str>,
    /// What the rule asked for and found.
    pub rule: Vec<Held>,
    /// Who took its place.
    pub successor: Option<String>,
    /// Who fits as well as others, or nearly.
    pub candidates: Vec<Whose>,
    /// Why the file could not be read.
    pub error: Option<ErrorReport>,
    /// The agency's days, as they are shown.
    #[serde(skip)]
    days: String,
}

/// An agency that is not taken.
#[derive(Clone, Debug, Serialize)]
pub struct Whose {
    /// Its code.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// Which rule was compared: `person` or `agency`.
    pub role: &'static str,
    /// What of it does not hold.
    pub missing: Vec<&'static str>,
    #[serde(skip)]
    named: String,
}

impl Matched {
    /// A file that could not be read.
    pub fn unread(file: &str, error: ErrorReport) -> Self {
        let holder = Holder { file: file.to_owned(), ..Holder::default() };
        Self { holder, error: Some(error), ..Self::default() }
    }

    /// Asks `agencies` about the holder's certificate as of `on`.
    pub fn of(holder: Holder, agencies: &Agencies, on: Date, lang: Lang) -> Self {
        let mut matched = Self { holder: Holder { on: Some(on.to_string()), ..holder }, ..Self::default() };
        let Holder { cn, o, ou, .. } = matched.holder.clone();
        let (cn, o): (_, _) = (cn.as_deref(), o.as_deref());
        let ou: Vec<_> = ou.iter().map(String::as_str).collect();
        let asked = |agency: &Agency, role| agency.held(role, cn, o, &ou);
        let whose = |agency: &Agency, role: Role| Whose {
            agency: agency.code.clone(),
            name: agency.name.clone(),
            role: role.code(),
            missing: asked(agency, role).1,
            named: named(agency),
        };
        let own = |agency: &Agency| asked(agency, Role::Agency).0.iter().any(|held| held.column == "match_cn");
        let role_of = |agency: &Agency| if own(agency) { Role::Agency } else { Role::Person };
        match agencies.find(cn, o, &ou, Some(on)) {
            Match::One(agency, role) => matched.take("one", agency, role, agencies, lang),
            Match::Outside(agency, role) => matched.take("outside", agency, role, agencies, lang),
            Match::Ambiguous(several) => {
                matched.outcome = Some("ambiguous");
                matched.candidates = several.into_iter().map(|agency| whose(agency, role_of(agency))).collect();
            }
            Match::None => {
                matched.outcome = Some("none");
                let near = agencies.near(cn, o, &ou).take(MOST_NEAR);
                matched.candidates = near.map(|(agency, role)| whose(agency, role)).collect();
            }
        }
        matched
    }

    fn take(&mut self, outcome: &'static str, agency: &Agency, role: Role, agencies: &Agencies, lang: Lang) {
        let ou: Vec<_> = self.holder.ou.iter().map(String::as_str).collect();
        self.rule = agency.held(role, self.holder.cn.as_deref(), self.holder.o.as_deref(), &ou).0;
        self.outcome = Some(outcome);
        self.agency = Some(agency.code.clone());
        self.name = Some(agency.name.clone());
        self.role = Some(role.code());
        let successors: Vec<_> = agencies.successors(agency).map(|successor| successor.code.as_str()).collect();
        self.successor = (!successors.is_empty()).then(|| successors.join(";"));
        self.days = days(agency, agencies, lang);
    }

    /// For people.
    pub fn text(&self, lang: Lang) -> String {
        let words = lang.words();
        let word = |word| words.agency(word);
        let file = bold(&Untrusted(&self.holder.file).to_string());
        if let Some(error) = &self.error {
            return format!("{}  {file}\n    {}\n", Mark::Bad.with(words.not_judged()), Untrusted(&error.message));
        }
        let field = self.holder.field.as_deref().map(|field| format!("  {}", Untrusted(field))).unwrap_or_default();
        let on = self.holder.on.as_deref().unwrap_or_default();
        let subject = self.holder.subject.as_deref().unwrap_or_default();
        let mut text = format!("{} {file}{field}  {}\n", self.mark(), dim(&format!("{} {on}", word(AgencyWord::AsOf))));
        let mut line = |line: String| text = format!("{text}    {line}\n");
        line(dim(&Untrusted(subject).to_string()));
        if let (Some(code), Some(name), Some(role)) = (&self.agency, &self.name, self.role) {
            line(format!("{}  {}  ({})", Untrusted(code), Untrusted(name), words.role(role)));
        }
        let rule: Vec<_> =
            self.rule.iter().map(|held| format!("{} = {}", held.column, Untrusted(&held.value))).collect();
        if !rule.is_empty() {
            line(format!("{}: {}", dim(word(AgencyWord::By)), rule.join(", ")));
        }
        match self.outcome {
            Some("outside") => line(format!("{}: {}", word(AgencyWord::Outside), self.days)),
            Some("ambiguous") => line(word(AgencyWord::Ambiguous).to_owned()),
            Some("none") => line(word(AgencyWord::Nobody).to_owned()),
            _ => {}
        }
        for candidate in &self.candidates {
            let missing = match candidate.missing.join(", ") {
                missing if missing.is_empty() => String::new(),
                missing => format!(": {} {missing}", word(AgencyWord::NotHeld)),
            };
            line(format!("  – {}{missing}", candidate.named));
        }
        text
    }

    fn mark(&self) -> Mark {
        if self.outcome == Some("one") { Mark::Good } else { Mark::Unsure }
    }
}
