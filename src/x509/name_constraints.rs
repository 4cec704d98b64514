//! Name constraints of a path, gathered from the anchor downwards (RFC 5280 §6.1.2 (b), (c), §6.1.4 (g)).
//!
//! Permitted subtrees are kept as they were added, one layer for each certificate: a name must lie in every layer that
//! says anything of its form, which is the intersection. Excluded subtrees are one list. Each comparison is paid for, so
//! that a certificate of ten thousand names under another of ten thousand constraints costs no more than others.

use super::subtree::{Form, Membership};
use super::{Certificate, Failure, GeneralName, NameConstraints, Subtree, oids};

/// What may and may not be named from here on.
#[derive(Debug, Default)]
pub(super) struct NameState<'a> {
    permitted: Vec<Vec<&'a Subtree>>,
    excluded: Vec<&'a Subtree>,
}

/// No comparisons left.
pub(super) struct OutOfWork;

impl<'a> NameState<'a> {
    /// Adds the constraints of one certificate, or those the caller asks for.
    ///
    /// What cannot be processed counts where the extension is critical (§4.2.1.10): names of that form are then refused.
    pub(super) fn add(&mut self, permitted: &'a [Subtree], excluded: &'a [Subtree], critical: bool) {
        let heard = |subtree: &&Subtree| critical || subtree.is_processed();
        self.permitted.push(permitted.iter().filter(heard).collect());
        self.excluded.extend(excluded.iter().filter(heard));
    }

    /// Adds the extension of `certificate`, if it has one (§6.1.4 (g)).
    pub(super) fn add_from(&mut self, certificate: &'a Certificate) {
        let extensions = certificate.extensions();
        if let Some(NameConstraints { permitted, excluded }) = &extensions.name_constraints {
            self.add(permitted, excluded, extensions.is_critical(oids::NAME_CONSTRAINTS));
        }
    }

    /// §6.1.3 (b), (c): every name of `certificate`, its subject included; the first that fails.
    pub(super) fn judge(&self, certificate: &Certificate, work: &mut u32) -> Result<Option<Failure>, OutOfWork> {
        if self.excluded.is_empty() && self.permitted.iter().all(Vec::is_empty) {
            return Ok(None);
        }
        let subject = certificate.subject();
        let own = (!subject.is_empty()).then(|| GeneralName::Directory(subject.clone()));
        // An address in the subject counts whether or not there are alternative names; RFC 5280 asks it where there are
        // none, but a reader is shown the subject.
        let addresses = subject.attributes().iter().filter(|attribute| attribute.oid == oids::EMAIL);
        let addresses = addresses.map(|attribute| match &attribute.value {
            Some(text) => GeneralName::Email(text.clone()),
            None => GeneralName::Other { tag: 0x81, content: attribute.der.clone() },
        });
        for name in own.into_iter().chain(addresses) {
            if let Some(failure) = self.judge_name(certificate, &name, work)? {
                return Ok(Some(failure));
            }
        }
        for name in &certificate.extensions().subject_alt_names {
            if let Some(failure) = self.judge_name(certificate, name, work)? {
                return Ok(Some(failure));
            }
        }
        Ok(None)
    }

    fn judge_name(
        &self,
        certificate: &Certificate,
        name: &GeneralName,
        work: &mut u32,
    ) -> Result<Option<Failure>, OutOfWork> {
        let subject = || certificate.subject().clone();
        let form = Form::of(name);
        for layer in &self.permitted {
            let found = compare(layer, &form, work, |subtree| subtree.membership(name))?;
            match found {
                Some(Membership::Outside) => {
                    return Ok(Some(Failure::NameNotPermitted { subject: subject(), name: name.to_string() }));
                }
                Some(Membership::Unknown) => {
                    return Ok(Some(Failure::NameConstraintUnknown { subject: subject(), name: name.to_string() }));
                }
                Some(Membership::Inside) | None => {}
            }
        }
        let found = compare(&self.excluded, &form, work, |subtree| subtree.overlap(name))?;
        Ok(match found {
            Some(Membership::Inside) => Some(Failure::NameExcluded { subject: subject(), name: name.to_string() }),
            Some(Membership::Unknown) => {
                Some(Failure::NameConstraintUnknown { subject: subject(), name: name.to_string() })
            }
            Some(Membership::Outside) | None => None,
        })
    }
}

/// Is the name in any of these subtrees? Nothing where none is of its form.
fn compare(
    subtrees: &[&Subtree],
    form: &Form<'_>,
    work: &mut u32,
    ask: impl Fn(&Subtree) -> Membership,
) -> Result<Option<Membership>, OutOfWork> {
    let mut found = None;
    for subtree in subtrees {
        *work = work.checked_sub(1).ok_or(OutOfWork)?;
        if Form::of(&subtree.base) != *form {
            continue;
        }
        match ask(subtree) {
            Membership::Inside => return Ok(Some(Membership::Inside)),
            Membership::Unknown => found = Some(Membership::Unknown),
            Membership::Outside => found = found.or(Some(Membership::Outside)),
        }
    }
    Ok(found)
}
