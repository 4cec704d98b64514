//! Many records in one transaction: taken in from elsewhere, or counted anew.

use postgres::Transaction;

use super::super::rollup::Deltas;
use super::super::seen::Seen;
use super::super::store::{Store as _, Writer, count_again};
use super::super::{Added, Error, Posting, Range, Record};
use super::known::keys_of;
use super::line::Line;
use super::page::Page;
use super::read;
use super::schema::DERIVED_TABLES;

pub(super) fn import(line: &mut Line<'_, Transaction<'_>>, postings: &[Posting]) -> Result<Added, Error> {
    let mut page = Page::new(line);
    page.fetch(keys_of(postings.iter().map(|posting| &posting.row)))?;
    let (mut writer, mut added) = (Writer::new(&mut page)?, Added::default());
    for posting in postings {
        added.count(writer.import(posting)?);
    }
    added.unlisted = writer.unlisted();
    writer.finish()?;
    page.finish()?;
    Ok(added)
}

pub(super) fn recount(
    line: &mut Line<'_, Transaction<'_>>,
    digest: &str,
    by: &mut dyn FnMut(&mut Record),
) -> Result<u64, Error> {
    // A reader goes on with what was there before; TRUNCATE would make him wait, or see nothing.
    DERIVED_TABLES.iter().try_for_each(|table| line.batch(&format!("DELETE FROM {table}")))?;
    let (mut deltas, mut seen, mut count) = (Deltas::default(), Seen::default(), 0);
    let (mut page, mut at) = (Page::new(line), i64::MIN);
    loop {
        let postings = read::postings(page.line(), Range::default(), (at, i64::MAX))?;
        let is_last = postings.len() < read::PAGE;
        let postings: Vec<_> =
            postings.into_iter().map(|(id, posting)| Ok((id, posting?))).collect::<Result<_, Error>>()?;
        page.fetch(keys_of(postings.iter().map(|(_, posting)| &posting.row)))?;
        for (id, posting) in postings {
            at = id;
            count += 1;
            let mut record = posting.record()?;
            by(&mut record);
            count_again(&mut page, (id, &record), &mut deltas, &mut seen)?;
        }
        page.turn()?;
        if is_last {
            break;
        }
    }
    page.add(&deltas)?;
    page.see(&seen)?;
    let note = if digest.is_empty() { String::new() } else { format!("{digest} {}", page.head()?.count) };
    page.finish()?;
    let sql = "INSERT INTO notes VALUES ('recounted', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    line.execute(sql, &[&note])?;
    Ok(count)
}
