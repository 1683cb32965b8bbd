//! A small region of its own: two schools, two municipalities, five partners, four pupils, three rows. The catalog is a real one.

use jiff::civil::{Date, date};
use schakel::catalog::Texts;
use schakel::catalog::complaint::Text;
use serde_json::{Value, json};

/// Who sends. Each has its own pupils, also where the numbers are the same.
pub(super) struct Source {
    pub(super) name: &'static str,
    pub(super) oin: &'static str,
}

pub(super) const SOURCES: [Source; 2] = [
    Source {
        name: "noord",
        oin: "00000099000000002000",
    },
    Source {
        name: "zuid",
        oin: "00000099000000003000",
    },
];

/// Who receives.
pub(super) struct Partner {
    pub(super) oin: &'static str,
    pub(super) role: &'static str,
    pub(super) exchange: &'static str,
    pub(super) homes: &'static [&'static str],
}

pub(super) const PARTNERS: [Partner; 5] = [
    Partner {
        oin: "00000099000000001000",
        role: "leerplicht",
        exchange: "to.plicht-een",
        homes: &["0193"],
    },
    Partner {
        oin: "00000099000000001100",
        role: "leerplicht",
        exchange: "to.plicht-twee",
        homes: &["0148"],
    },
    Partner {
        oin: "00000099000000001000",
        role: "wijkteam",
        exchange: "to.team-een",
        homes: &["0193"],
    },
    Partner {
        oin: "00000099000000001200",
        role: "wijkteam",
        exchange: "to.team-twee",
        homes: &["0148"],
    },
    Partner {
        oin: "00000099000000001300",
        role: "samenwerkingsverband",
        exchange: "to.verband",
        homes: &["0193", "0148"],
    },
];

/// Who it is about.
pub(super) struct Pupil {
    pub(super) born: Date,
    pub(super) home: &'static str,
}

/// Of the day on which every run begins.
pub(super) const FIRST_DAY: Date = date(2026, 3, 20);
/// 22:50 in the Netherlands on that day.
pub(super) const START: i64 = 1_774_043_400_000;

/// One is nine, one turns twelve and one sixteen soon after the start, and one is seventeen.
pub(super) const PUPILS: [Pupil; 4] = [
    Pupil {
        born: date(2017, 1, 1),
        home: "0193",
    },
    Pupil {
        born: date(2014, 3, 21),
        home: "0193",
    },
    Pupil {
        born: date(2010, 3, 22),
        home: "0148",
    },
    Pupil {
        born: date(2008, 9, 1),
        home: "0148",
    },
];

/// A number that passes the eleven-proof, and is nobody's.
pub(super) fn pgn(pupil: usize) -> String {
    let proof = |number: &u32| {
        let digit = |place: u32| i64::from(number / 10u32.pow(place) % 10);
        ((1..9)
            .map(|place| digit(place) * i64::from(place + 1))
            .sum::<i64>()
            - digit(0))
            % 11
            == 0
    };
    (999_900_006..)
        .filter(proof)
        .nth(pupil)
        .expect("a number")
        .to_string()
}

const ROWS: &str = r#"
[[rij]]
id = "plicht"
bericht = "signaal/1"
van = "school"
naar = "leerplicht"
plaats = "woonplaats"
toestemming = "nee"
weigering = "nee"
informeren = true
categorieen = ["ID", "PGN", "VERZ"]
grondslag = { verstrekken = "een proef", ontvangen = "een proef" }
bron = "deze proef"
zekerheid = "H"
geldig_van = 2020-01-01
[rij.als]
veld = { "soort" = ["PLICHT"] }

[[rij]]
id = "verband"
bericht = "signaal/1"
van = "school"
naar = "samenwerkingsverband"
plaats = "woonplaats"
toestemming = "nee"
bezwaar = "hulp-aan-school"
weigering = "blokkeert"
informeren = true
categorieen = ["VERZ"]
grondslag = { verstrekken = "een proef", ontvangen = "een proef" }
bron = "deze proef"
zekerheid = "H"
geldig_van = 2020-01-01
[rij.als]
veld = { "soort" = ["OPEN"] }
"#;

const CONSENT_ROW: &str = r#"
[[rij]]
id = "hulp"
bericht = "signaal/1"
van = "school"
naar = "wijkteam"
plaats = "woonplaats"
toestemming = "hulp-aan-school"
weigering = "blokkeert"
informeren = true
categorieen = ["ID", "VERZ"]
grondslag = { verstrekken = "een proef", ontvangen = "een proef" }
bron = "deze proef"
zekerheid = "H"
geldig_van = 2020-01-01
[rij.als]
veld = { "soort" = ["PLICHT", "ZORG"] }
"#;

/// The words in which something is said about consent, which end its kind and its type.
pub(super) const SAYINGS: [&str; 3] = ["verleend", "geweigerd", "ingetrokken"];

/// The catalogs that a run reloads: the first has all rows, in the second nothing may go to the wijkteam any more.
pub(super) fn texts() -> [Texts; 2] {
    let rows = ["plicht", "verband"].map(case).concat() + ROWS;
    let ended = CONSENT_ROW.replace(
        "geldig_van = 2020-01-01",
        "geldig_van = 2020-01-01\ngeldig_tot = 2020-01-02",
    );
    [CONSENT_ROW, &ended].map(|hulp| with_rows([&rows, hulp, &case("hulp")].concat()))
}

/// A row without a case is refused; what these rows say is told by the runs.
fn case(row: &str) -> String {
    let case = |says: &str| {
        format!("\n[[geval]]\nrij = \"{row}\"\nnaam = \"in een proef\"\nfeiten = {{}}\n{says}\n")
    };
    ["deel = [\"VERZ\"]", "onthoud = \"disclosure.condition\""]
        .map(case)
        .concat()
}

fn with_rows(rows: String) -> Texts {
    let mut texts = crate::given::texts();
    let text = |place: &str, text: String| Text {
        path: place.to_owned(),
        place: place.to_owned(),
        text,
    };
    texts.remarks.text.clear();
    texts.schemas.retain(|schema| {
        SAYINGS
            .iter()
            .any(|saying| schema.place.starts_with(&format!("toestemming.{saying}/")))
    });
    texts
        .schemas
        .push(text("signaal/v1.json", schema().to_string()));
    texts.adapters.clear();
    texts.policies = vec![text(
        "proef.toml",
        rows + &SAYINGS.map(register_row).concat(),
    )];
    texts.sources = text("sources.toml", SOURCES.iter().map(source).collect());
    texts.partners = text("partners.toml", PARTNERS.iter().map(partner).collect());
    let region =
        "name = \"proef\"\noin = \"00000099000000010000\"\nserves = [\"0193\", \"0148\"]\n";
    texts.region = text("region.toml", region.to_owned());
    texts.agreements = text("agreements.toml", String::new());
    texts
}

fn register_row(saying: &str) -> String {
    case(saying)
        + &format!(
            "\n[[rij]]\nid = \"{saying}\"\nbericht = \"toestemming.{saying}/1\"\nvan = \"school\"\nnaar = \"hub\"\nplaats = \"hub\"\n\
         toestemming = \"nee\"\nweigering = \"nee\"\ninformeren = false\ncategorieen = [\"TOEST\"]\n\
         grondslag = {{ verstrekken = \"een proef\", ontvangen = \"een proef\" }}\nbron = \"deze proef\"\nzekerheid = \"H\"\n\
         geldig_van = 2020-01-01\n"
        )
}

fn source(Source { name, oin }: &Source) -> String {
    let sayings = SAYINGS
        .map(|saying| format!(", \"toestemming.{saying}/1\""))
        .concat();
    format!(
        "\n[[source]]\nname = \"{name}\"\noin = \"{oin}\"\nrole = \"school\"\ncontroller = \"School {name}\"\nadapter = \"cloudevents\"\n\
         user = \"{name}\"\nkinds = [\"signaal/1\"{sayings}]\nfrom = 2020-01-01\n"
    )
}

fn partner(
    Partner {
        oin,
        role,
        exchange,
        homes,
    }: &Partner,
) -> String {
    format!(
        "\n[[partner]]\noin = \"{oin}\"\nname = \"{exchange}\"\nrole = \"{role}\"\ncontroller = \"{exchange}\"\n\
         area = {{ gemeente = {homes:?} }}\nkinds = [\"signaal/1\"]\nchannel = {{ amqp = {{ exchange = \"{exchange}\" }} }}\n\
         user = \"{}\"\nfrom = 2020-01-01\n",
        exchange.trim_start_matches("to.")
    )
}

fn schema() -> Value {
    let leaf = |category: &str, meaning: &str| json!({ "type": "string", "maxLength": 40, "gegevenscategorie": category, "betekenis": meaning });
    let with = |mut leaf: Value, name: &str, value: Value| {
        leaf[name] = value;
        leaf
    };
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:schakel:signaal:1",
        "title": "Signaal",
        "allOf": [{ "$ref": "urn:schakel:nlgov-cloudevent:1.1" }],
        "required": ["data"],
        "properties": {
            "type": { "const": "nl.onderwijsjeugdhulp.signalen.v1" },
            "data": {
                "type": "object",
                "additionalProperties": false,
                "required": ["nummer", "pgn", "naam", "geboren", "woongemeente", "soort"],
                "properties": {
                    "nummer": leaf("REF", "meldingsnummer"),
                    "pgn": with(leaf("PGN", "pgn"), "format", json!("pgn")),
                    "naam": leaf("ID", "achternaam"),
                    "geboren": with(leaf("ID", "geboortedatum"), "format", json!("date")),
                    "woongemeente": with(leaf("ROUTE", "woongemeente"), "format", json!("gemeentecode")),
                    "soort": { "type": "string", "enum": ["PLICHT", "ZORG", "OPEN"], "gegevenscategorie": "VERZ" },
                },
            },
        },
    })
}
