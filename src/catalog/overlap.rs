//! Partners + rows -> complaints about two partners of one role that would both receive for one place and day, stand-ins included.

use super::complaint::{Complaint, Text};
use super::partner::Partner;
use super::policy::{Place, Row};
use super::table::Rows;
use super::term::Terms;
use std::sync::Arc;

/// Whether rows reach a role by the place that a partner serves.
struct Reached<'a> {
    rows: Vec<&'a Arc<Row>>,
}

impl Reached<'_> {
    fn by(&self, role: &str, places: &[Place]) -> bool {
        self.rows
            .iter()
            .any(|row| row.to == role && places.contains(&row.place))
    }
}

/// Complaints about two partners of one role for one place and one day. Exactly one receives, unless the role says otherwise.
pub(super) fn complaints(
    text: &Text,
    partners: &[Partner],
    rows: &Rows,
    terms: &Terms,
) -> Vec<Complaint> {
    let reached = Reached {
        rows: rows.values().flatten().collect(),
    };
    let mut found = Vec::new();
    for (at, partner) in partners.iter().enumerate() {
        let mut complain = |wrong: String| {
            let needles = ["[[partner]]", &format!("\"{}\"", partner.name)];
            found.push(text.complain(&needles, format!("partner `{}`: {wrong}", partner.name)));
        };
        if (partner.access || !partner.districts.is_empty())
            && !reached.by(&partner.role, &[Place::Woonwijk])
        {
            complain(format!(
                "`wijk` en `toegang` zeggen iets van een rol die een rij langs de woonwijk vindt, en `{}` is dat niet",
                partner.role
            ));
        }
        if terms.may_be_several(&partner.role) {
            continue;
        }
        for other in partners
            .iter()
            .take(at)
            .filter(|other| other.role == partner.role && !other.kinds.is_disjoint(&partner.kinds))
        {
            complain_of(&reached, other, partner)
                .into_iter()
                .for_each(&mut complain);
        }
    }
    found
}

fn complain_of(reached: &Reached<'_>, one: &Partner, other: &Partner) -> Vec<String> {
    let mut wrong = Vec::new();
    let how = "van een rol ontvangt er precies één; beperk `area`, `from` of `until`, of geef de rol in termen.toml `meer = true`";
    let by_home = reached.by(
        &one.role,
        &[
            Place::Woonplaats,
            Place::WoonplaatsJeugdwet,
            Place::Woonwijk,
        ],
    );
    let whole = reached.by(&one.role, &[Place::Woonplaats, Place::WoonplaatsJeugdwet]);
    for (home, since) in one.residents_of.iter().filter(|_| by_home) {
        let Some(also) = other.residents_of.get(home) else {
            continue;
        };
        let from = *since.max(also);
        if one.outlasts(from) && other.outlasts(from) && (whole || !apart(one, other)) {
            let wijken = if whole {
                ""
            } else {
                "; of geef elk `wijk`, en één `toegang = true`"
            };
            wrong.push(format!(
                "rol `{}` voor gemeente {} is vanaf {from} ook van `{}`: {how}{wijken}",
                one.role,
                home.as_str(),
                one.name
            ));
        }
    }
    let by_school = reached.by(&one.role, &[Place::Schoolvestiging]);
    for school in one
        .schools
        .intersection(&other.schools)
        .filter(|_| by_school && one.meets(other))
    {
        wrong.push(format!(
            "rol `{}` voor school {school} is ook van `{}`: {how}",
            one.role, one.name
        ));
    }
    wrong
}

/// Whether two teams of one municipality are told apart: each has neighbourhoods of its own or is the access, and only one is the access.
fn apart(one: &Partner, other: &Partner) -> bool {
    let is_distinct = |team: &Partner| team.access || !team.districts.is_empty();
    let shared = one.districts.iter().any(|wijk| {
        other
            .districts
            .iter()
            .any(|also| wijk.holds(also) || also.holds(wijk))
    });
    is_distinct(one) && is_distinct(other) && !shared && !(one.access && other.access)
}
