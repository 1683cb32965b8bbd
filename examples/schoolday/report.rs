//! One report of absence, before any system has written it down: dice -> the report, and all of its fields by their canonical names.

use crate::dice::Dice;
use crate::pupil::Pupil;
use crate::source::Source;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Map, Value, json};

/// The day that is played.
pub(crate) const TODAY: Date = date(2026, 3, 13);

/// A school that sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum School {
    Thorbecke,
    Meander,
}

/// What kind of absence, in today's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    Sixteen,
    Long,
    Adult,
    Luxury,
    Other,
}

/// What the sender got wrong within the report itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    None,
    UnknownSort,
    FieldMissing,
}

/// One report.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    pub(crate) school: School,
    pub(crate) number: u32,
    /// The school that it speaks for.
    pub(crate) brin: &'static str,
    pub(crate) pupil: Pupil,
    /// As the school wrote it down; it may have forgotten to.
    pub(crate) home: Option<&'static str>,
    pub(crate) sort: Sort,
    pub(crate) begin: Date,
    pub(crate) end: Option<Date>,
    pub(crate) hours: Option<f64>,
    pub(crate) days: Vec<(Date, Option<u32>)>,
    pub(crate) action_wanted: bool,
    pub(crate) reason: Option<String>,
    pub(crate) action: Option<&'static str>,
    pub(crate) reporter: (&'static str, &'static str),
    pub(crate) year: u32,
    pub(crate) flaw: Flaw,
}

const REASONS: [&str; 6] = [
    "Wil niet meer naar school",
    "Te laat gekomen, telkens het eerste uur",
    "Volgens de ouders op vakantie",
    "Zegt ziek te zijn; wij twijfelen",
    "Onbekend; de ouders zijn niet bereikt",
    "Werkt overdag bij een café",
];
const ACTIONS: [&str; 4] = [
    "Gesprek met de mentor",
    "Gesprek met leerling en ouders",
    "Drie keer gebeld, geen gehoor",
    "Besproken in het zorgteam",
];

impl School {
    /// The source that it is.
    pub(crate) const fn source(self) -> Source {
        match self {
            School::Thorbecke => Source::Thorbecke,
            School::Meander => Source::Meander,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        self.source().name()
    }

    pub(crate) const fn brin(self) -> &'static str {
        match self {
            School::Thorbecke => "01AB",
            School::Meander => "02CD",
        }
    }

    const fn reporters(self) -> [(&'static str, &'static str); 2] {
        match self {
            School::Thorbecke => [("Aart", "Melder"), ("Desirée", "Balie")],
            School::Meander => [("Ilse", "Administratié"), ("Tom", "de Mentor")],
        }
    }
}

impl Sort {
    /// As DUO has it now.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Sort::Sixteen => "ZESTIEN_UUR",
            Sort::Long => "LANGDURIG_RELATIEF",
            Sort::Adult => "DOORSTROOMPUNT_18PLUS",
            Sort::Luxury => "LUXE",
            Sort::Other => "OVERIG",
        }
    }
}

impl Report {
    /// An ordinary report about a pupil.
    pub(crate) fn new(
        dice: &mut Dice,
        school: School,
        number: u32,
        pupil: Pupil,
        sort: Sort,
        begin: Date,
    ) -> Self {
        let span = i64::from(match sort {
            Sort::Sixteen => dice.between(9, 18),
            Sort::Long | Sort::Adult => dice.between(28, 40),
            _ => dice.between(1, 4),
        });
        let half_hours = match sort {
            Sort::Sixteen => dice.between(32, 60),
            _ => dice.between(4, 30),
        };
        let days = (0..dice.below(4)).map(|day| {
            (
                begin.saturating_add(i64::from(day).days()),
                dice.percent(50).then(|| dice.between(1, 8)),
            )
        });
        let days: Vec<_> = days.collect();
        let age = u32::try_from(TODAY.year() - pupil.born.year()).unwrap_or(0);
        let reason = dice.pick(&REASONS).to_owned();
        Self {
            school,
            number,
            brin: school.brin(),
            home: Some(pupil.town.code),
            pupil,
            sort,
            begin,
            // over before the demo runs, whenever that is: how old a pupil was does not depend on the day of today
            end: Some(begin.saturating_add(span.days())),
            hours: matches!(sort, Sort::Sixteen | Sort::Other).then(|| f64::from(half_hours) / 2.0),
            days,
            action_wanted: dice.percent(60),
            reason: dice.percent(75).then_some(reason),
            action: dice.percent(60).then(|| dice.pick(&ACTIONS)),
            reporter: dice.pick(&school.reporters()),
            year: age.saturating_sub(11).min(6),
            flaw: Flaw::None,
        }
    }

    /// The number that the school gave it.
    pub(crate) fn report_number(&self) -> String {
        match self.school {
            School::Thorbecke => format!("{}-{}", self.brin, self.own_number()),
            School::Meander => self.own_number(),
        }
    }

    /// As the system itself counts.
    pub(crate) fn own_number(&self) -> String {
        match self.school {
            School::Thorbecke => format!("2026-{:04}", self.number),
            School::Meander => format!("02CD-2026-{:06}", self.number),
        }
    }

    /// What an answer calls it.
    pub(crate) fn document(&self) -> String {
        match self.school {
            School::Thorbecke => format!("{}.{}", self.brin, self.own_number()),
            School::Meander => self.own_number(),
        }
    }

    /// The sort as it is written, right or wrong.
    pub(crate) const fn written_sort(&self) -> &'static str {
        match (self.flaw, self.school, self.sort) {
            (Flaw::UnknownSort, School::Thorbecke, _) => "spijbelen",
            (Flaw::UnknownSort, School::Meander, _) => "SPIJBELEN",
            (_, School::Meander, sort) => sort.code(),
            // the five words of the Besluit of 2009, which know no age
            (_, School::Thorbecke, Sort::Sixteen) => "16 uur in 4 lesweken",
            (_, School::Thorbecke, Sort::Long | Sort::Adult) => "1 maand of langer",
            (_, School::Thorbecke, Sort::Luxury) => "luxe verzuim",
            (_, School::Thorbecke, Sort::Other) if self.number.is_multiple_of(2) => {
                "beginnend verzuim"
            }
            (_, School::Thorbecke, Sort::Other) => "signaal verzuim",
        }
    }

    /// What leerplicht reads as the sort.
    pub(crate) const fn sort_code(&self) -> &'static str {
        match (self.school, self.sort) {
            (School::Thorbecke, Sort::Adult) => Sort::Long.code(),
            (_, sort) => sort.code(),
        }
    }

    /// Every field that the report has, by its canonical name.
    pub(crate) fn data(&self) -> Value {
        let pupil = &self.pupil;
        let day = |(day, hour): &(Date, Option<u32>)| match hour {
            Some(hour) => json!({ "datum": day.to_string(), "lesuur": hour }),
            None => json!({ "datum": day.to_string(), "heleDag": true }),
        };
        let phone = if self.school == School::Thorbecke {
            "038-0000193"
        } else {
            "0529-000148"
        };
        let without_nulls = |value: Value| match value {
            Value::Object(fields) => Value::Object(
                fields
                    .into_iter()
                    .filter(|(_, value)| !value.is_null())
                    .collect::<Map<_, _>>(),
            ),
            other => other,
        };
        let training = (self.year > 0).then(|| json!({ "soort": "VO", "vorm": "VT" }));
        let mut data = json!({
            "meldingsnummer": self.report_number(),
            "leerling": without_nulls(json!({
                "pgn": pupil.bsn,
                "voornamen": pupil.first,
                "voorvoegsel": pupil.prefix,
                "achternaam": pupil.last,
                "geboortedatum": pupil.born.to_string(),
                "adres": { "straat": pupil.street, "huisnummer": pupil.house, "postcode": pupil.postcode, "plaats": pupil.town.name },
                "woongemeente": self.home,
                "geheimAdres": pupil.secret,
                "telefoon": pupil.phone,
            })),
            "ouder": pupil.parents_phone.as_ref().map(|phone| json!({ "telefoon": phone })),
            "school": without_nulls(json!({
                "brin": self.brin,
                "vestiging": "00",
                "leerjaar": (self.year > 0).then(|| self.year.to_string()),
                "opleiding": training,
            })),
            "verzuim": without_nulls(json!({
                "soort": if self.flaw == Flaw::UnknownSort { self.written_sort() } else { self.sort_code() },
                "begindatum": self.begin.to_string(),
                "einddatum": self.end.map(|end| end.to_string()),
                "uren": self.hours,
                "dagen": (!self.days.is_empty()).then(|| self.days.iter().map(day).collect::<Vec<_>>()),
                "actieGemeenteGewenst": self.action_wanted,
                "reden": self.reason,
                "ondernomenActie": self.action,
            })),
            "melder": { "naam": format!("{} {}", self.reporter.0, self.reporter.1), "functie": "verzuimcoördinator", "telefoon": phone },
        });
        if let (Flaw::FieldMissing, School::Meander, Value::Object(fields)) =
            (self.flaw, self.school, &mut data)
        {
            fields.remove("melder");
        }
        without_nulls(data)
    }
}
