//! `partners.toml` of a region -> the [`Partner`]s that may receive.

use super::Partner;
use super::known::{Known, NO_DAYS, complain, no_unit};
use crate::catalog::complaint::{Complaint, Text};
use crate::catalog::days::Days;
use crate::catalog::district::District;
use crate::catalog::place::Municipality;
use crate::catalog::way::WayOut;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartnersSpec {
    partner: Vec<PartnerSpec>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartnerSpec {
    oin: String,
    name: String,
    role: String,
    onderdeel: Option<String>,
    controller: String,
    area: AreaSpec,
    #[serde(default)]
    toegang: bool,
    kinds: Vec<String>,
    channel: WayOut,
    user: Option<String>,
    from: toml::value::Datetime,
    until: Option<toml::value::Datetime>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaSpec {
    #[serde(default)]
    gemeente: BTreeSet<String>,
    #[serde(default)]
    brin: BTreeSet<String>,
    #[serde(default)]
    wijk: BTreeSet<String>,
}

/// Compiles `partners.toml`.
pub fn partners(text: &Text, known: &Known<'_>) -> Result<Vec<Partner>, Vec<Complaint>> {
    let spec: PartnersSpec = text.toml().map_err(|complaint| vec![complaint])?;
    let mut found: Vec<Partner> = Vec::new();
    let mut complaints = Vec::new();
    for partner in spec.partner {
        let name = partner.name.clone();
        let wrong = wrong(&partner, known, &found);
        let missing = known.missing_kinds(&partner.kinds);
        complain(text, "partner", &name, missing, &mut complaints);
        match compiled(partner, known, wrong) {
            Ok(partner) => found.push(partner),
            Err(wrong) => complain(text, "partner", &name, wrong, &mut complaints),
        }
    }
    if complaints.is_empty() {
        Ok(found)
    } else {
        Err(complaints)
    }
}

/// Complaints about a partner, beside the partners that were found before.
fn wrong(partner: &PartnerSpec, known: &Known<'_>, found: &[Partner]) -> Vec<String> {
    let mut wrong = known.party(&partner.oin, &partner.role, &partner.area.brin);
    wrong.extend(no_unit(partner.onderdeel.as_deref()));
    wrong.extend(found.iter().find_map(|other| twice(partner, other)));
    if partner.area.gemeente.is_empty() && (partner.toegang || !partner.area.wijk.is_empty()) {
        wrong.push("`wijk` en `toegang` gelden binnen een gemeente: zet die in `area`".to_owned());
    }
    wrong.extend(partner.channel.wrong());
    wrong
}

/// A complaint about an organisation that stands in the file twice in one role and one unit.
fn twice(partner: &PartnerSpec, other: &Partner) -> Option<String> {
    if other.oin != partner.oin || other.role != partner.role {
        return None;
    }
    match (&other.unit, &partner.onderdeel) {
        (Some(one), Some(other)) => (one == other)
            .then(|| format!("`onderdeel = \"{one}\"` komt bij deze OIN en rol twee keer voor")),
        _ => Some("deze OIN en rol komen twee keer voor; geef elk team een eigen `onderdeel`, of een eigen OIN".to_owned()),
    }
}

/// The municipalities whose residents a partner serves, from its first day; adds complaints about their codes.
fn residents_of(
    partner: &PartnerSpec,
    known: &Known<'_>,
    days: Option<Days>,
    wrong: &mut Vec<String>,
) -> BTreeMap<Municipality, Date> {
    let mut residents_of = BTreeMap::new();
    for code in &partner.area.gemeente {
        match (code.parse::<Municipality>(), days) {
            (Ok(found), _) if !known.places.exists(&found) => wrong.push(format!(
                "gemeentecode `{code}` staat niet in de gemeentelijst"
            )),
            (Ok(code), Some(days)) => drop(residents_of.insert(code, days.from)),
            (Err(error), _) => wrong.push(format!("`{code}`: {error}")),
            (Ok(_), None) => {}
        }
    }
    residents_of
}

/// The partner, or the complaints about its entry.
fn compiled(
    partner: PartnerSpec,
    known: &Known<'_>,
    mut wrong: Vec<String>,
) -> Result<Partner, Vec<String>> {
    let days = Days::in_order(&partner.from, partner.until.as_ref());
    let residents_of = residents_of(&partner, known, days, &mut wrong);
    match days {
        Some(days) if wrong.is_empty() => Ok(Partner {
            oin: partner.oin,
            name: partner.name,
            role: partner.role,
            unit: partner.onderdeel,
            controller: partner.controller,
            residents_of,
            schools: partner.area.brin,
            districts: partner
                .area
                .wijk
                .iter()
                .map(|wijk| District::of(wijk))
                .collect(),
            access: partner.toegang,
            kinds: partner.kinds.into_iter().collect(),
            way: partner.channel.read_by(partner.user),
            days,
        }),
        None if wrong.is_empty() => Err(vec![NO_DAYS.to_owned()]),
        _ => Err(wrong),
    }
}
