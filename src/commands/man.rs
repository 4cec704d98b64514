//! `kyso man`: the manual pages, made from the same texts as the help.

use std::path::Path;

use crate::exit::Code;
use crate::report::man;

use super::outputs::Target;

/// Writes English pages into `folder` and Vietnamese ones into `folder/vi`.
pub(super) fn run(folder: &Path, force: bool) -> anyhow::Result<Code> {
    for page in man::pages()? {
        let target = Target::File { path: folder.join(&page.name), replace: force };
        target.write(page.text.as_bytes(), None, || Ok(()))?;
    }
    Ok(Code::Ok)
}
