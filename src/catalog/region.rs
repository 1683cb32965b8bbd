//! `region.toml` and `agreements.toml` -> the [`Region`] of this hub, the stand-ins among its partners, and its [`Agreement`]s.

use super::complaint::{Complaint, Text};
use super::days::{Days, day};
use super::format;
use super::partner::Partner;
use super::place::{Municipalities, Municipality};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionSpec {
    name: String,
    oin: String,
    serves: BTreeSet<String>,
    #[serde(default)]
    guests: BTreeSet<String>,
    #[serde(default)]
    rows_on: BTreeSet<String>,
    #[serde(default)]
    stand_in: Vec<StandInSpec>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StandInSpec {
    role: String,
    onderdeel: Option<String>,
    #[serde(rename = "for")]
    municipalities: BTreeSet<String>,
    partner: String,
    from: toml::value::Datetime,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AgreementsSpec {
    #[serde(default)]
    agreement: Vec<AgreementSpec>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AgreementSpec {
    name: String,
    title: Option<String>,
    #[serde(default)]
    sort: AgreementSort,
    signed: toml::value::Datetime,
    from: toml::value::Datetime,
    until: Option<toml::value::Datetime>,
    parties: BTreeSet<String>,
}

/// The region that this hub serves.
#[derive(Debug)]
pub struct Region {
    /// Name of the region.
    pub name: String,
    /// The OIN that the hub sends as.
    pub oin: String,
    /// The municipalities that the hub works for, guests included.
    pub serves: BTreeSet<Municipality>,
    /// Ids of rows that are off elsewhere and on in this region.
    pub rows_on: BTreeSet<String>,
}

/// The sort of an agreement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AgreementSort {
    /// A convenant between organisations.
    #[default]
    Convenant,
    /// Outcome of the consultation between samenwerkingsverband and municipalities (op overeenstemming gericht overleg, WPO 18a lid 9).
    Oogo,
    /// Outcome of the Lokale Educatieve Agenda.
    Lea,
}

/// An agreement, which switches regional rows on between its parties.
#[derive(Debug)]
pub struct Agreement {
    name: String,
    /// The name that people use for the agreement.
    pub title: Option<String>,
    /// The sort of the agreement.
    pub sort: AgreementSort,
    /// The days on which the agreement holds.
    pub days: Days,
    parties: BTreeSet<String>,
}

impl Agreement {
    /// The name that rows use for the agreement.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The OINs of the signatories.
    pub fn parties(&self) -> &BTreeSet<String> {
        &self.parties
    }

    /// Whether this agreement has that name and holds between these two organisations on this day.
    pub fn binds(&self, name: &str, giver: &str, recipient: &str, on: Date) -> bool {
        self.name == name
            && self.days.hold(on)
            && self.parties.contains(giver)
            && self.parties.contains(recipient)
    }
}

/// The municipalities of these codes; a code in no list is a complaint.
fn municipalities<'c, All: FromIterator<Municipality>>(
    text: &Text,
    places: &Municipalities,
    codes: impl Iterator<Item = &'c String>,
    complaints: &mut Vec<Complaint>,
) -> All {
    codes
        .filter_map(|code| {
            let code_known = code.parse::<Municipality>().ok();
            let found = code_known.filter(|known| places.exists(known));
            if found.is_none() {
                complaints.push(text.complain(
                    &[&format!("\"{code}\"")],
                    format!("gemeentecode `{code}` staat niet in de gemeentelijst"),
                ));
            }
            found
        })
        .collect()
}

/// Lets a partner serve the residents of other municipalities; false when no such partner exists, or the first day is no date.
fn stands_in(spec: &StandInSpec, codes: Vec<Municipality>, partners: &mut [Partner]) -> bool {
    let partner = partners
        .iter_mut()
        .find(|p| (&p.oin, &p.role, &p.unit) == (&spec.partner, &spec.role, &spec.onderdeel));
    match (partner, day(&spec.from)) {
        (Some(partner), Some(from)) => {
            let codes = codes.into_iter();
            partner.residents_of.extend(codes.map(|code| (code, from)));
            true
        }
        _ => false,
    }
}

/// The municipalities of a partner that this region does not serve.
fn unserved(partner: &Partner, serves: &BTreeSet<Municipality>) -> impl Iterator<Item = String> {
    let codes = partner.residents_of.keys();
    codes.filter(|code| !serves.contains(*code)).map(|code| {
        format!(
            "partner `{}` bedient {}, maar dat staat niet in `serves` of `guests`",
            partner.name,
            code.as_str()
        )
    })
}

/// Compiles `region.toml`; a stand-in widens the area of its partner. Without `partners`, since their file has faults, no stand-in is
/// looked up.
pub fn region(
    text: &Text,
    mut partners: Option<&mut [Partner]>,
    places: &Municipalities,
) -> Result<Region, Vec<Complaint>> {
    let spec: RegionSpec = text.toml().map_err(|complaint| vec![complaint])?;
    let mut complaints = Vec::new();
    if !format::oin(&spec.oin) {
        complaints.push(text.complain(&["oin"], "`oin` van de hub is geen OIN"));
    }
    let listed = spec.serves.iter().chain(&spec.guests);
    let serves: BTreeSet<Municipality> = municipalities(text, places, listed, &mut complaints);
    let mut missing = Vec::new();
    for stand_in in &spec.stand_in {
        let listed = stand_in.municipalities.iter();
        let codes: Vec<_> = municipalities(text, places, listed, &mut complaints);
        if let Some(partners) = partners.as_deref_mut()
            && !stands_in(stand_in, codes, partners)
        {
            missing.push(stand_in);
        }
    }
    let partners = partners.as_deref().unwrap_or_default();
    let unserved = partners
        .iter()
        .flat_map(|partner| unserved(partner, &serves));
    let outlived = partners
        .iter()
        .flat_map(|partner| outlived(partner, places));
    complaints.extend(
        unserved
            .chain(outlived)
            .map(|complaint| text.complain(&["serves"], complaint)),
    );
    for stand_in in missing {
        let unit = match &stand_in.onderdeel {
            Some(unit) => format!(" en onderdeel `{unit}`"),
            None => String::new(),
        };
        let complaint = format!(
            "stand_in: geen partner met OIN `{}` en rol `{}`{}, of `from` is geen datum",
            stand_in.partner, stand_in.role, unit
        );
        complaints.push(text.complain(&["[[stand_in]]", &stand_in.partner], complaint));
    }
    if complaints.is_empty() {
        Ok(Region {
            name: spec.name,
            oin: spec.oin,
            serves,
            rows_on: spec.rows_on,
        })
    } else {
        Err(complaints)
    }
}

/// Complaints about municipalities that end before their partner does, where the partner serves none of the successors: their residents
/// would lose the partner.
fn outlived(partner: &Partner, places: &Municipalities) -> Vec<String> {
    let complain = |code: &Municipality| {
        let (on, _) = places.ended(code)?;
        let became = places.became(code);
        let served = became
            .iter()
            .any(|successor| partner.residents_of.contains_key(*successor));
        (partner.outlasts(on) && !served).then(|| {
            let codes: Vec<&str> = became.iter().map(|code| code.as_str()).collect();
            let (code, name, codes) = (code.as_str(), &partner.name, codes.join(", "));
            format!(
                "partner `{name}` bedient `{code}`, dat per {on} opging in {codes}: zet dat erbij, of geef de partner een eerdere `until`"
            )
        })
    };
    partner.residents_of.keys().filter_map(complain).collect()
}

/// Compiles `agreements.toml`. Without the OINs of sources and partners, since those files have faults, no signatory is looked up.
pub fn agreements(
    text: &Text,
    here: Option<&BTreeSet<&str>>,
) -> Result<Vec<Agreement>, Vec<Complaint>> {
    let spec: AgreementsSpec = text.toml().map_err(|complaint| vec![complaint])?;
    let mut found = Vec::new();
    let mut complaints = Vec::new();
    for agreement in spec.agreement {
        let mut complain = |wrong: &str| {
            let needles = ["[[agreement]]", &format!("\"{}\"", agreement.name)];
            complaints
                .push(text.complain(&needles, format!("afspraak `{}`: {wrong}", agreement.name)));
        };
        let strangers = agreement.parties.iter().filter(|oin| {
            here.is_some_and(|here| format::oin(oin) && !here.contains(oin.as_str()))
        });
        for oin in strangers {
            complain(&format!(
                "OIN `{oin}` staat niet in sources.toml of partners.toml"
            ));
        }
        if agreement.parties.len() < 2 {
            complain("noem ten minste twee partijen uit sources.toml of partners.toml");
        }
        match (
            day(&agreement.signed),
            Days::in_order(&agreement.from, agreement.until.as_ref()),
        ) {
            (Some(signed), Some(days))
                if signed <= days.from && agreement.parties.iter().all(|oin| format::oin(oin)) =>
            {
                found.push(Agreement {
                    name: agreement.name,
                    title: agreement.title,
                    sort: agreement.sort,
                    days,
                    parties: agreement.parties,
                });
            }
            _ => complain(
                "datums zonder tijd, getekend vóór de ingang, `until` niet voor `from`, partijen zijn OIN's",
            ),
        }
    }
    if complaints.is_empty() {
        Ok(found)
    } else {
        Err(complaints)
    }
}
