//! A catalog + the texts of `policies/teksten` -> [`Page`]s: the decision table as jurists read it, and the pages of the AVG.
//!
//! Pure, and without a clock: the same rules give the same pages, byte for byte, so that a page that no longer fits can be found.

mod block;
mod cases;
mod choice;
mod entry;
mod html;
mod markdown;
mod pack;
mod prose;
mod table;
mod texts;
mod traits;
mod words;

pub use texts::Texts;

use crate::catalog::Catalog;

/// One file of the report.
#[derive(Debug)]
pub struct Page {
    /// The path of the page, below the folder of the report.
    pub path: &'static str,
    /// The whole text of the file.
    pub text: String,
}

/// All pages, or all gaps in the texts.
pub fn pages(catalog: &Catalog, texts: &Texts) -> Result<Vec<Page>, Vec<String>> {
    let gaps = texts.gaps(catalog);
    if !gaps.is_empty() {
        return Err(gaps);
    }
    let entries = entry::entries(catalog);
    let blocks = table::blocks(catalog, texts, &entries);
    let mut pages = vec![
        Page {
            path: "beslistabel.html",
            text: html::page(&blocks),
        },
        Page {
            path: "beslistabel.md",
            text: markdown::page(&blocks),
        },
    ];
    pages.extend(pack::pages(catalog, texts, &entries));
    Ok(pages)
}
