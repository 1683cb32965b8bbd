//! A compiled catalog + its examples and cases -> complaints about unexpected results. Pure: the same stations as the path itself.

mod adapters;
mod cases;
mod schemas;

pub use adapters::adapted;

use crate::catalog::Catalog;
use crate::catalog::complaint::Complaint;
use crate::load::{Folders, Loaded, load};
use jiff::civil::{Date, date};

/// The day on which examples arrive: a day after all that they report.
pub const EXAMPLE_DAY: Date = date(2199, 12, 31);

/// Reads the folders, compiles and proves the catalog; all complaints of the first of these steps that has any.
pub fn proven(folders: &Folders) -> Result<Catalog, Vec<Complaint>> {
    let loaded = load(folders)?;
    let catalog = Catalog::compile(&loaded.texts)?;
    match prove(&catalog, &loaded) {
        wrong if wrong.is_empty() => Ok(catalog),
        wrong => Err(wrong),
    }
}

/// Runs every example and every case.
pub fn prove(catalog: &Catalog, loaded: &Loaded) -> Vec<Complaint> {
    let mut wrong = schemas::schemas(catalog, &loaded.schema_examples);
    wrong.extend(adapters::adapters(catalog, &loaded.adapter_examples));
    wrong.extend(
        catalog
            .cases
            .iter()
            .filter_map(|(text, case)| cases::check(catalog, text, case)),
    );
    wrong.sort();
    wrong
}
