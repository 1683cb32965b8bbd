//! Rows and partners that gave nothing -> the reason: the condition of a row that did not hold, or the absence of a candidate. Names
//! fields and rules, never values.

use crate::catalog::Catalog;
use crate::catalog::policy::{Ages, DayOf, Place, Row};
use crate::party::Party;
use crate::pipeline::propose::{AbsentBecause, absent};
use crate::pipeline::{Facts, Judgement, Ruling, Triaged, Unmet};
use std::collections::{BTreeMap, BTreeSet};

/// A condition that does not hold, in words.
pub(super) fn unmet(row: &Row, unmet: &Unmet, facts: &Facts) -> String {
    let (conditions, today) = (&row.conditions, facts.today);
    let values = |all: &[(String, Vec<serde_json::Value>)], field: &str| {
        let of = all
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, values)| values.as_slice())
            .unwrap_or_default();
        of.iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" of ")
    };
    match unmet {
        Unmet::Force => format!("de rij geldt niet op {today}"),
        Unmet::Age => conditions
            .ages
            .as_ref()
            .map_or_else(|| "leeftijd".to_owned(), age),
        Unmet::Field(field) => format!("`{field}` is niet {}", values(&conditions.fields, field)),
        Unmet::Except(field) => format!("`{field}` is {}", values(&conditions.except, field)),
        Unmet::Period => match &conditions.period {
            Some((first, last)) => {
                format!("periode: {today} ligt niet van `{first}` tot en met `{last}`")
            }
            None => "periode".to_owned(),
        },
        Unmet::StandsBack => format!(
            "een andere rij gaat voor: {}",
            conditions.stands_back_for.join(" of ")
        ),
        Unmet::Place(Place::EigenMelding) => {
            "plaats: de ontvanger deed deze melding niet".to_owned()
        }
        Unmet::Place(Place::EerderGekregen) => {
            "plaats: de ontvanger kreeg de melding niet die dit wijzigt".to_owned()
        }
        Unmet::Place(Place::Deelnemer) => {
            "plaats: de afzender staat zelf niet bij de deelnemers".to_owned()
        }
        Unmet::Place(_) => "plaats".to_owned(),
        Unmet::Agreement(name) => {
            format!("afspraak: `{name}` bindt afzender en ontvanger niet allebei op {today}")
        }
        Unmet::Team => "plaats: een ander team van deze rol is voor dit kind".to_owned(),
    }
}

/// A condition that does not hold, as a code for programs.
pub(super) fn code(unmet: &Unmet) -> String {
    match unmet {
        Unmet::Force => "geldig".to_owned(),
        Unmet::Age => "leeftijd".to_owned(),
        Unmet::Field(field) | Unmet::Except(field) => format!("veld:{field}"),
        Unmet::Period => "periode".to_owned(),
        Unmet::StandsBack => "wijkt".to_owned(),
        Unmet::Place(_) => "plaats".to_owned(),
        Unmet::Agreement(name) => format!("afspraak:{name}"),
        Unmet::Team => "team".to_owned(),
    }
}

fn age(ages: &Ages) -> String {
    let days = match (ages.clock, ages.last_days) {
        (DayOf::Verzending, _) => "op de dag van verzending".to_owned(),
        (DayOf::Gebeurtenis, None) => "op de dag van de gebeurtenis".to_owned(),
        (DayOf::Gebeurtenis, Some(last)) => format!("op een van de laatste {last} dagen"),
    };
    format!(
        "leeftijd: niet {} tot en met {} jaar {days}, of de geboortedatum of die dagen zijn niet bekend",
        ages.from, ages.to
    )
}

/// The reason that no partner is known in a role: no report, a reporter in another role, or a reporter that is not connected.
pub(super) fn nobody(
    catalog: &Catalog,
    triaged: &Triaged,
    facts: &Facts,
    judgement: &Judgement,
) -> Option<String> {
    if judgement.partner.is_some() || !judgement.asked.is_empty() {
        return None;
    }
    let source = triaged.source().party();
    let reporters: BTreeSet<&Party> = facts
        .sent
        .iter()
        .filter(|sent| sent.to == source)
        .map(|sent| &sent.reporter)
        .collect();
    match reporters.first() {
        None => Some("niemand stuurde deze bron een melding met dit nummer".to_owned()),
        Some(party) if party.role != judgement.role => Some(format!(
            "de melding met dit nummer is van {}",
            catalog.terms.role_name(&party.role)
        )),
        Some(party) => Some(format!(
            "{party} is niet aangesloten voor deze berichtsoort"
        )),
    }
}

/// Partners that were no candidate, by reason. Empty where the list would tell where a secret address is.
pub(super) fn absences(
    catalog: &Catalog,
    triaged: &Triaged,
    facts: &Facts,
    ruling: &Ruling,
) -> BTreeMap<AbsentBecause, Vec<String>> {
    let mut all: BTreeMap<AbsentBecause, Vec<String>> = BTreeMap::new();
    if triaged.is_statement() || triaged.secret_address() || facts.secret_address {
        return all;
    }
    let asked: BTreeSet<Party> = ruling
        .judgements
        .iter()
        .filter_map(|one| Some(one.partner.as_ref()?.party()))
        .collect();
    for (partner, why) in absent(catalog, triaged, &asked, facts.today) {
        all.entry(why).or_default().push(partner.name.clone());
    }
    all
}

/// The reason of an absence, in words.
pub(super) const fn absence(why: AbsentBecause) -> &'static str {
    match why {
        AbsentBecause::NotInForce => "niet aangesloten op de dag van verzending",
        AbsentBecause::Kind => "niet aangesloten voor deze berichtsoort",
        AbsentBecause::District => "dient een andere wijk, of een ander team gaat voor",
        AbsentBecause::Municipality => "dient een andere gemeente",
        AbsentBecause::School => "is niet van deze school",
        AbsentBecause::Unnamed => "staat niet in het bericht",
    }
}

/// The first few names, and the number of the others.
pub(super) fn few(names: &[String]) -> String {
    const MOST: usize = 5;
    let shown = names
        .iter()
        .take(MOST)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > MOST {
        format!("{shown} en nog {}", names.len() - MOST)
    } else {
        shown
    }
}
