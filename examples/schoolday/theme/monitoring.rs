//! Numbers without people, for region and gemeente: never fewer than ten (row 33).

use super::{Theme, gets};
use crate::maker::Maker;
use crate::partner::Partner;
use crate::source::{Kind, Source};
use serde_json::{Value, json};

const SENT: (Source, Kind) = (Source::Monitoring, Kind::Other("monitoring.aggregaat"));

pub(super) fn theme(maker: &mut Maker) -> Theme {
    let counted = numbers(
        "MON-0193-2026-K1",
        &json!([{ "onderwerp": "VERZUIM", "aantal": 390 }, { "onderwerp": "THUISZITTERS", "onderdrukt": true }, { "onderwerp": "VVE", "onderdrukt": true }]),
    );
    let too_few = numbers(
        "MON-0193-2026-K1-2",
        &json!([{ "onderwerp": "VERZUIM", "aantal": 390 }, { "onderwerp": "THUISZITTERS", "aantal": 4 }]),
    );
    let steps = vec![
        maker.about_nobody(
            "tellingen van Zwolle",
            SENT,
            &counted,
            vec![
                gets(Partner::Regio, &["AGG"]),
                gets(Partner::GemeenteZwolle, &["AGG"]),
            ],
        ),
        maker.back(
            "een telling van vier",
            SENT,
            &too_few,
            ("validate.invalid", "/data/cellen/1/aantal", "minimum"),
        ),
    ];
    Theme {
        name: "Monitoring",
        steps,
    }
}

fn numbers(number: &str, cells: &Value) -> Value {
    json!({ "meldingsnummer": number, "gebied": { "gemeente": "0193" }, "periode": "2026-K1", "cellen": cells })
}
