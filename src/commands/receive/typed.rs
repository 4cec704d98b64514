//! What the clerk typed: columns of the register, and options that would do nothing.

use time::Date;

use crate::cli::ReceiveArgs;
use crate::ledger::Entry;
use crate::messages::Problem;

/// What would be accepted and do nothing, or mix two kinds of text on stdout, is refused.
pub(super) fn refuse_what_does_nothing(args: &ReceiveArgs, json: bool) -> Result<(), Problem> {
    let shows = args.list || args.register.is_some();
    if args.year.is_some() && !shows {
        return Err(Problem::OptionNeeds { option: "--year", needs: "--list|--register" });
    }
    if args.entry.correct
        && !columns(args).into_iter().any(|(given, _)| given)
        && args.entry.to.is_none()
        && args.entry.note.is_none()
    {
        return Err(Problem::OptionNeeds {
            option: "--correct",
            needs: "--number|--notation|--date|--type|--subject|--to|--note",
        });
    }
    if args.force && args.register.is_none() && args.letters.is_none() {
        return Err(Problem::OptionNeeds { option: "--force", needs: "--register|--letters" });
    }
    let receives = !args.inputs.is_empty();
    if args.register.as_deref().is_some_and(|path| path.as_os_str() == "-") {
        let mixed = [(json, "--register - --json", "--list"), (receives, "--register - INPUT...", "--register FILE")];
        if let Some((_, option, needs)) = mixed.into_iter().find(|(mixed, ..)| *mixed) {
            return Err(Problem::OptionNeeds { option, needs });
        }
    }
    let (trust, material) = (&args.trust, &args.trust.material);
    let judging = [
        ("--agencies", args.agencies.is_some()),
        ("--policy", args.policy.is_some()),
        ("--password-file", args.password.password_file.is_some()),
        ("--jobs", args.jobs.is_some()),
        ("--online", trust.online),
        ("--trust", !material.anchors.is_empty()),
        ("--tsa-trust", !material.tsa_anchors.is_empty()),
        ("--intermediate", !material.intermediates.is_empty()),
        ("--crl", !material.crls.is_empty()),
        ("--ocsp", !material.ocsps.is_empty()),
        ("--bundle", trust.bundle.is_some()),
    ];
    match judging.into_iter().find(|(_, given)| *given && !receives) {
        Some((option, _)) => Err(Problem::OptionNeeds { option, needs: "INPUT" }),
        None => Ok(()),
    }
}

/// What the clerk typed; it describes one document.
pub(super) fn entry(args: &ReceiveArgs, inputs: usize, today: Date) -> Result<Entry, Problem> {
    if let Some((_, option)) = columns(args).into_iter().find(|(given, _)| *given && inputs > 1) {
        return Err(Problem::OneDocumentOnly { option, inputs });
    }
    let (number, notation) = match args.entry.number.as_deref().and_then(|number| number.split_once('/')) {
        Some((number, notation)) if args.entry.notation.is_none() => {
            (Some(number.to_owned()), Some(notation.to_owned()))
        }
        _ => (args.entry.number.clone(), args.entry.notation.clone()),
    };
    Ok(Entry {
        code_number: number,
        code_notation: notation,
        issued_date: args.entry.date,
        type_name: args.entry.type_name.clone(),
        subject: args.entry.subject.clone(),
        recipient: args.entry.to.clone(),
        passed_on: args.entry.to.is_some().then_some(today),
        note: args.entry.note.clone(),
        correcting: args.entry.correct.then_some(today),
        ..Entry::default()
    })
}

/// Options that describe one document, and whether they are given.
fn columns(args: &ReceiveArgs) -> [(bool, &'static str); 5] {
    [
        (args.entry.number.is_some(), "--number"),
        (args.entry.notation.is_some(), "--notation"),
        (args.entry.date.is_some(), "--date"),
        (args.entry.type_name.is_some(), "--type"),
        (args.entry.subject.is_some(), "--subject"),
    ]
}
