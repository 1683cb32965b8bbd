//! Troubles of now -> a series for each, with names that the catalog knows.

use super::OTHER;
use crate::catalog::Catalog;
use crate::health::{ALL_QUEUES, Trouble};
use crate::topology::LAST_RESORT;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;

/// Prefixes of the queues of a source.
const PREFIXES: [&str; 3] = ["in.", "dlq.", "answer."];
/// The hub's own connections, all queues that it reads together, and the queue that it never reads.
const OWN: [&str; 4] = ["consuming", "publishing", ALL_QUEUES, LAST_RESORT];

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
pub(super) struct TroubleLabels {
    code: &'static str,
    about: String,
}

pub(super) type Troubles = Family<TroubleLabels, Gauge>;

/// Makes the series match the troubles: a trouble that is over goes, and every present one is there.
pub(super) fn set_family(family: &Troubles, catalog: &Catalog, troubles: &[Trouble]) {
    family.clear();
    for trouble in troubles {
        let about = name_label(catalog, &trouble.about).to_owned();
        family
            .get_or_create(&TroubleLabels {
                code: trouble.code.as_str(),
                about,
            })
            .inc();
    }
}

/// A name of the catalog or of the hub itself; any other name came from outside.
fn name_label<'k>(catalog: &Catalog, about: &'k str) -> &'k str {
    let name = PREFIXES
        .iter()
        .find_map(|prefix| about.strip_prefix(prefix))
        .unwrap_or(about);
    let is_partner = || {
        catalog
            .partners
            .iter()
            .any(|partner| partner.is_named(about))
    };
    if about.is_empty()
        || OWN.contains(&about)
        || catalog.sources.contains_key(name)
        || is_partner()
    {
        about
    } else {
        OTHER
    }
}
