//! A field -> its category, for the kinds of which a day has few: most names mean the same in all of them.

use super::within;

/// The first line that fits counts.
const FIELDS: [(&str, &str); 48] = [
    ("meldingsnummer", "REF"),
    ("opMelding", "REF"),
    ("leerling.pgn", "PGN"),
    ("leerling.adres", "ADRES"),
    ("leerling.woongemeente", "ROUTE"),
    ("leerling.geheimAdres", "ROUTE"),
    ("leerling.startkwalificatie", "ROUTE"),
    ("leerling", "ID"),
    ("jeugdige.pgn", "PGN"),
    ("jeugdige.adres", "ADRES"),
    ("jeugdige.woongemeente", "ROUTE"),
    ("jeugdige.geheimAdres", "ROUTE"),
    ("jeugdige", "ID"),
    ("ouder", "CONT_OUDER"),
    ("melder", "CONT_MELDER"),
    ("contact", "CONT_BEHANDELAAR"),
    ("school", "SCHOOL"),
    ("overstap", "SCHOOL"),
    ("inschrijving", "SCHOOL"),
    ("uitschrijving", "SCHOOL"),
    ("verzuim", "VERZ"),
    ("mutatie", "VERZ"),
    ("intrekking", "VERZ"),
    ("verlof", "VERZ"),
    ("vraag", "VERZ"),
    ("aanvraag", "OND"),
    ("tlv", "OND"),
    ("rapport", "OND"),
    ("ondersteuning", "OND"),
    ("arrangement.arrangementnummer", "REF"),
    ("arrangement.onderwijs", "OND"),
    ("arrangement.zorg", "ZORG"),
    ("arrangement", "PROC_STATUS"),
    ("besluit", "PROC_STATUS"),
    ("stand", "PROC_STATUS"),
    ("verhuizing", "PROC_STATUS"),
    ("zaken", "PROC_STATUS"),
    ("volgnummer", "PROC_STATUS"),
    ("ontvangenOp", "PROC_ONTVANGST"),
    ("toewijzing", "TOEW"),
    ("zorg", "ZORG"),
    ("signaal", "ZORG"),
    ("advies", "ADVIES"),
    ("vve", "VVE"),
    ("overleg", "OVERLEG"),
    ("vervoer.aanpassing", "MED"),
    ("vervoer.grond", "MED"),
    ("vervoer", "SCHOOL"),
];
/// Where a name means something else in one kind.
const EXCEPTIONS: [(&str, &str, &str); 12] = [
    ("tlv.besluit", "school", "ROUTE"),
    ("tlv.besluit", "leerling", "ROUTE"),
    ("verlof.besluit", "leerling", "ROUTE"),
    ("inlichtingen.school", "leerling", "ROUTE"),
    ("advies.school", "school", "ROUTE"),
    ("overleg.uitnodiging", "deelnemers", "OVERLEG"),
    (
        "leerlingenvervoer.beschikking",
        "jeugdige.geboortedatum",
        "ROUTE",
    ),
    ("terugkoppeling.veiligthuis", "jeugdige", "ROUTE"),
    ("informatie.gi", "jeugdige.adres", "ROUTE"),
    ("monitoring.aggregaat", "gebied", "AGG"),
    ("monitoring.aggregaat", "periode", "AGG"),
    ("monitoring.aggregaat", "cellen", "AGG"),
];

/// What is not listed stays in the hub.
pub(super) fn category(kind: &str, field: &str) -> &'static str {
    let exception = EXCEPTIONS
        .iter()
        .find(|(of, name, _)| *of == kind && within(field, name))
        .map(|(_, _, category)| *category);
    let usual = || {
        FIELDS
            .iter()
            .find(|(name, _)| within(field, name))
            .map(|(_, category)| *category)
    };
    exception.or_else(usual).unwrap_or("ROUTE")
}
