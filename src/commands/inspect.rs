//! `kyso inspect` and `kyso extract`.

use crate::cli::{ExtractArgs, InspectArgs};
use crate::content::IN_MEMORY;
use crate::exit::Code;
use crate::messages::Problem;
use crate::pdf::{Document, Limits, SignatureDictionary};
use crate::report::inspect::Inspection;

use super::Call;
use super::inputs::Input;
use super::outputs::Target;
use super::password::Passwords;

/// Shows what is in a PDF.
pub(super) fn inspect(call: &Call, args: &InspectArgs) -> anyhow::Result<Code> {
    let name = args.input.to_string_lossy();
    let facts = Input::single(&args.input).look(|bytes| {
        Passwords::of(call)?.unlocking(&name, |password| {
            Ok(Inspection::of(&name, &Document::open_with(bytes, Limits::default(), password)?))
        })
    });
    let facts: Inspection = facts??;
    let mut console = call.console();
    if console.json {
        console.json_line(&facts)?;
    } else {
        console.print(&facts.text(call.lang, call.config.time_zone()))?;
    }
    Ok(if facts.error.is_some() { Code::File } else { Code::Ok })
}

/// Writes the CMS of a signature, or the revision that it covers.
pub(super) fn extract(call: &Call, args: &ExtractArgs) -> anyhow::Result<Code> {
    let target = match &args.output {
        Some(path) => Target::File { path: path.clone(), replace: args.force },
        None if call.args.global.json => return Err(Problem::JsonWithPdf.into()),
        None => Target::Stdout,
    };
    let input = Input::single(&args.input);
    let content = input.read(IN_MEMORY)?;
    let open = |password: Option<&[u8]>| Ok(Document::open_with(content.bytes(), Limits::default(), password)?);
    let document: anyhow::Result<_> = Passwords::of(call)?.unlocking(&input.name, open);
    let document = document?;
    let view = document.latest();
    let fields = view.all_fields()?;
    let missing = || Problem::NoSuchField { name: args.field.clone() };
    let field = fields.by_name(&args.field).ok_or_else(missing)?;
    let signature = SignatureDictionary::of_field(&view, field)?.ok_or_else(missing)?;
    let bytes = if args.cms {
        signature.contents_trimmed()
    } else {
        let range = signature.byte_range.as_deref().unwrap_or_default();
        signed_revision(content.bytes(), range).ok_or_else(|| Problem::NoRevision { name: args.field.clone() })?
    };
    let check = || if content.is_private() { Ok(()) } else { content.unchanged() };
    target.write(bytes, input.path(), || check().map_err(|error| input.problem(error)))?;
    Ok(Code::Ok)
}

/// What a ByteRange says that was signed: from the first byte to the last covered one, the signature value included.
fn signed_revision<'a>(file: &'a [u8], range: &[i64]) -> Option<&'a [u8]> {
    let [0, _, tail, len] = range else { return None };
    let end = usize::try_from(tail.checked_add(*len)?).ok()?;
    file.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_range_from_the_first_byte_names_a_revision() {
        let file = b"0123456789";
        assert_eq!(signed_revision(file, &[0, 2, 4, 3]), Some(&b"0123456"[..]));
        for wrong in [&[1, 2, 4, 3][..], &[0, 2, 4, 99], &[0, 2, 4], &[0, 2, i64::MAX, 1], &[0, 2, -4, 1]] {
            assert_eq!(signed_revision(file, wrong), None, "{wrong:?}");
        }
    }
}
