//! A catalog -> the files of the report, or which of them no longer fit.

use crate::catalog::Catalog;
use crate::report::{Texts, pages};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Writes all pages; with `stale` it only compares, and is true when nothing differs.
pub(super) fn write(
    catalog: &Catalog,
    policies: &Path,
    folder: &Path,
    stale: bool,
    out: &mut dyn Write,
) -> Result<bool> {
    let pages = match Texts::compile(&files(&policies.join("teksten"))?)
        .and_then(|texts| pages(catalog, &texts))
    {
        Ok(pages) => pages,
        Err(complaints) => {
            for complaint in complaints {
                writeln!(out, "{complaint}")?;
            }
            return Ok(false);
        }
    };
    let mut old = 0;
    for page in pages {
        let path = folder.join(page.path);
        if stale {
            if fs::read(&path).ok().as_deref() != Some(page.text.as_bytes()) {
                writeln!(out, "{} klopt niet meer met de beslistabel", path.display())?;
                old += 1;
            }
            continue;
        }
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .with_context(|| format!("`{}` is niet te maken", parent.display()))?;
        fs::write(&path, page.text)
            .with_context(|| format!("`{}` is niet te schrijven", path.display()))?;
        writeln!(out, "{} geschreven", path.display())?;
    }
    if old > 0 {
        writeln!(
            out,
            "vernieuw met: schakel check --report {}",
            folder.display()
        )?;
    }
    Ok(old == 0)
}

/// Every text of the folder, by its name.
fn files(folder: &Path) -> Result<BTreeMap<String, String>> {
    let entries = fs::read_dir(folder).map_err(|error| crate::cli::unreadable(folder, &error))?;
    let mut files = BTreeMap::new();
    for path in entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file())
    {
        let text =
            crate::load::read_text(&path).map_err(|error| crate::cli::unreadable(&path, &error))?;
        files.insert(
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            text,
        );
    }
    Ok(files)
}
