//! The conditions of a row as written -> [`Conditions`], or the complaints about them.

use super::school_year::SchoolYearSpec;
use super::{AgeStart, Ages, Conditions, DayOf};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConditionSpec {
    leeftijd: Option<String>,
    ingang: Option<AgeStart>,
    klok: Option<DayOf>,
    einde_schooljaar: Option<SchoolYearSpec>,
    #[serde(default)]
    veld: BTreeMap<String, Vec<Value>>,
    #[serde(default)]
    behalve: BTreeMap<String, Vec<Value>>,
    periode: Option<(String, String)>,
    afspraak: Option<String>,
    #[serde(default)]
    toestemming_melding: bool,
    laatste_dagen: Option<i32>,
    #[serde(default)]
    alle_dagen: BTreeMap<String, Vec<Value>>,
    #[serde(default)]
    wijkt_voor: Vec<String>,
}

/// The most days that a row counts; a row for more days counts all of them.
const MOST_DAYS: i32 = 366;

impl ConditionSpec {
    pub(super) fn compile(self, wrong: &mut Vec<String>) -> Conditions {
        self.last_days(wrong);
        let ends = self
            .einde_schooljaar
            .map(SchoolYearSpec::compile)
            .transpose()
            .map_err(|text| wrong.push(text))
            .ok()
            .flatten();
        if ends.is_some() && self.leeftijd.is_none() {
            wrong.push("`einde_schooljaar` hoort bij `leeftijd`".to_owned());
        }
        let start = self.ingang.unwrap_or_default();
        let ages = match (self.leeftijd, self.klok) {
            (None, None) => None,
            (Some(range), Some(clock)) => range_of_ages(&range, wrong).map(|(from, to)| Ages {
                from,
                to,
                start,
                clock,
                last_days: self.laatste_dagen,
                every_day: self.alle_dagen.into_iter().collect(),
                ends,
            }),
            _ => {
                wrong.push("`leeftijd` en `klok` horen bij elkaar".to_owned());
                None
            }
        };
        if self.ingang.is_some() && ages.is_none() {
            wrong.push("`ingang` hoort bij `leeftijd`".to_owned());
        }
        Conditions {
            ages,
            fields: self.veld.into_iter().collect(),
            except: self.behalve.into_iter().collect(),
            period: self.periode,
            agreement: self.afspraak,
            carried: self.toestemming_melding,
            stands_back_for: self.wijkt_voor,
        }
    }

    fn last_days(&self, wrong: &mut Vec<String>) {
        let possible = |days| (1..=MOST_DAYS).contains(&days);
        if self.laatste_dagen.is_some_and(|days| !possible(days)) {
            wrong.push(format!(
                "`laatste_dagen` is een aantal dagen, van 1 tot en met {MOST_DAYS}"
            ));
        }
        if self.laatste_dagen.is_some() && self.klok != Some(DayOf::Gebeurtenis) {
            wrong.push("`laatste_dagen` hoort bij `klok = \"gebeurtenis\"`".to_owned());
        }
        if self.laatste_dagen.is_none() && !self.alle_dagen.is_empty() {
            wrong.push(
                "`alle_dagen` zegt waarbij `laatste_dagen` niet geldt, en hoort daar dus bij"
                    .to_owned(),
            );
        }
    }
}

/// The ages of `5..17`. A range that ends before its start is a complaint, and still serves the checks of other conditions.
fn range_of_ages(range: &str, wrong: &mut Vec<String>) -> Option<(i16, i16)> {
    let parsed = range
        .split_once("..")
        .and_then(|(from, to)| Some((from.parse::<i16>().ok()?, to.parse::<i16>().ok()?)));
    if !parsed.is_some_and(|(from, to)| 0 <= from && from <= to) {
        wrong.push("`leeftijd` is geen bereik als \"5..17\"".to_owned());
    }
    parsed
}
