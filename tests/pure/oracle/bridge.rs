//! A case -> what the program answers. The one file that knows its interface.

use schakel::number::DispatchNo;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use schakel::party::Party;
use schakel::{
    catalog::partner::{Reading, Source},
    catalog::policy::{Row, RowState},
    outcome::Code,
    pipeline::{
        self, Facts, Judgement, Sent, Triaged, Verdict,
        adapt::Mapped,
        consent::{Authority, Said, Standing, Statement},
        minimise,
    },
};
use serde_json::Value;

use super::{case, case::Case, judge::Why, sent, world::World};

/// What the hub makes of a document, before anybody is asked anything.
pub(super) type Document = Result<Triaged, Code>;

/// By OIN, role and unit: what is shared, or why not. Who is not in it is nobody's candidate.
pub(super) type Found = BTreeMap<sent::Who, Result<BTreeSet<String>, Option<Why>>>;

pub(super) fn document(
    world: &World,
    all_on: bool,
    giver_role: &str,
    case: &Case,
    event: Value,
) -> Document {
    let kind = world.kind(&case.kind);
    let catalog = world.catalog(all_on);
    let mapped = Mapped::stored(kind.clone(), event);
    pipeline::candidates(
        catalog,
        world.source(all_on, giver_role),
        mapped,
        case.arrival,
        case.today,
    )
    .map_err(|stop| stop.code)
}

pub(super) fn is_valid(world: &World, kind: &str, event: Value) -> bool {
    let source = Source::for_example(Reading::CloudEvents, BTreeSet::new());
    pipeline::validate::validate(
        Mapped::stored(world.kind(kind).clone(), event),
        &source,
        date(2099, 12, 31),
    )
    .is_ok()
}

pub(super) fn is_invalid(code: Code) -> bool {
    code == Code::Invalid
}

pub(super) fn facts(case: &Case) -> Facts {
    let mut facts = Facts::none(case.today);
    facts.sent = case.sent.iter().zip(1..).map(sent).collect();
    facts.statements = case.statements.iter().map(statement).collect();
    facts.standings = case.standings.iter().map(standing).collect();
    facts.doubt = case.doubt;
    facts
}

fn sent((one, seq): (&sent::Sent, i64)) -> Sent {
    let party = |who: &sent::Who| Party {
        oin: who.oin.clone(),
        role: who.role.clone(),
        unit: who.unit.clone(),
    };
    Sent {
        seq: DispatchNo(seq),
        reporter: party(&one.reporter),
        to: party(&one.to),
        rows: vec![one.row.to_owned()],
        categories: one.categories.iter().cloned().collect(),
        handed_over: one.handed_over,
        subject: None,
        lane: None,
        same_person: one.same_child,
        statements: one.said.iter().map(statement).collect(),
        standings: one.established.iter().map(standing).collect(),
    }
}

fn statement(one: &case::Statement) -> Statement {
    Statement {
        recipient: one.recipient.clone(),
        unit: one.unit.clone(),
        purpose: one.purpose.clone(),
        category: one.category.clone(),
        giver: one.giver.clone(),
        capacity: one.capacity.clone(),
        authority: authority(one.authority),
        said: match one.said {
            case::Said::Yes => Said::Yes,
            case::Said::No => Said::No,
        },
        day: one.day,
        until: one.until,
    }
}

fn standing(one: &case::Standing) -> Standing {
    Standing {
        giver: one.giver.clone(),
        known: authority(one.known),
        day: one.day,
    }
}

fn authority(one: case::Authority) -> Authority {
    match one {
        case::Authority::Yes => Authority::Yes,
        case::Authority::No => Authority::No,
        case::Authority::Unknown => Authority::Unknown,
    }
}

pub(super) fn rule(world: &World, all_on: bool, triaged: &Triaged, case: &Case) -> Found {
    let catalog = world.catalog(all_on);
    let ruling = pipeline::rule(catalog, triaged, &facts(case));
    let mut found = Found::new();
    for judgement in &ruling.judgements {
        let Some(partner) = &judgement.partner else {
            continue;
        };
        let answer = match &judgement.verdict {
            Verdict::Share(share) => {
                let always = catalog.terms.always;
                let codes = catalog
                    .terms
                    .codes(share.categories(catalog).without(always));
                Ok(codes.into_iter().map(str::to_owned).collect())
            }
            Verdict::Withhold { code, .. } => Err(why(*code)),
        };
        let Party { oin, role, unit } = partner.party();
        found.insert(sent::Who { oin, role, unit }, answer);
    }
    found
}

/// Whether a person must look before anybody gets anything, or anything more.
pub(super) fn asks_a_person(world: &World, all_on: bool, triaged: &Triaged, case: &Case) -> bool {
    pipeline::rule(world.catalog(all_on), triaged, &facts(case)).asks_a_person()
}

/// The bodies that would leave, by OIN and role.
pub(super) fn bodies(
    world: &World,
    all_on: bool,
    triaged: &Triaged,
    case: &Case,
) -> Vec<(String, String)> {
    let catalog = world.catalog(all_on);
    let ruling = pipeline::rule(catalog, triaged, &facts(case));
    let body = |judgement: &Judgement| {
        let (Some(partner), Verdict::Share(share)) = (&judgement.partner, &judgement.verdict)
        else {
            return None;
        };
        let event = minimise(
            catalog,
            triaged.valid(),
            share,
            &partner.party(),
            "2026-03-20T12:00:00Z",
        );
        Some((
            partner.party().to_string(),
            String::from_utf8(event.body().expose().clone()).expect("UTF-8"),
        ))
    };
    ruling.judgements.iter().filter_map(body).collect()
}

/// Reasons that the oracle has a word for.
fn why(code: Code) -> Option<Why> {
    match code {
        Code::NoRow => Some(Why::NoRow),
        Code::Prohibited => Some(Why::Prohibited),
        Code::Condition => Some(Why::Condition),
        Code::Refused => Some(Why::Refused),
        Code::Manual => Some(Why::Manual),
        Code::NoConsent => Some(Why::Consent),
        _ => None,
    }
}

/// Every pair that the program has a row for: kind, giver, recipient; with whether it is more than a prohibition.
pub(super) fn pairs(world: &World) -> Vec<(String, String, String, bool)> {
    let rows = world.catalogs[0].rows.values().flatten();
    let kind = |row: &Row| row.kind.trim_end_matches("/1").to_owned();
    rows.map(|row| {
        (
            kind(row),
            row.from.clone(),
            row.to.clone(),
            row.state != RowState::Geblokkeerd,
        )
    })
    .collect()
}

/// Free text fields of a kind, dotted.
pub(super) fn free_texts(world: &World, kind: &str) -> Vec<String> {
    use schakel::catalog::schema::Shape;
    fn walk(shape: &Shape, path: &str, found: &mut Vec<String>) {
        match shape {
            Shape::Leaf(leaf) if leaf.free_text => {
                found.push(path.trim_start_matches('.').to_owned())
            }
            Shape::Object(fields) => fields
                .iter()
                .for_each(|(name, inner)| walk(inner, &format!("{path}.{name}"), found)),
            Shape::Leaf(_) | Shape::List(_) => (),
        }
    }
    let mut found = Vec::new();
    walk(&world.kind(kind).shape, "", &mut found);
    found
}
