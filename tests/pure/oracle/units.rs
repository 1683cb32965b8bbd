//! Several teams under one OIN and role -> which of them somebody meant.
//! Consent is specific (AVG 4 lid 11): a yes that names none of several is for none of them. What is not said of one in particular is
//! refused to all, for nobody has to know how an organisation is divided to say no to it.

use std::collections::BTreeSet;

use super::{
    case::{Case, Partner, Said, Statement},
    dice::Dice,
    judge::{Why, judge, one},
    sent::Who,
    table::{Place, Row},
};

/// Whom a yes or a no is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whom<'a> {
    pub(super) oin: &'a str,
    pub(super) unit: Option<&'a str>,
    /// It has others beside it, under the same OIN and role.
    pub(super) several: bool,
}

/// Of whom something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    This,
    /// The organisation, of which this is one of several.
    Whole,
}

impl Whom<'_> {
    /// None: it says nothing to this one.
    pub(super) fn meant(&self, statement: &Statement) -> Option<Meant> {
        match (self.unit, statement.unit.as_deref()) {
            (Some(own), Some(named)) => (own == named).then_some(Meant::This),
            (Some(_), None) if self.several => Some(Meant::Whole),
            // of what is not divided no part can be told apart: a yes to a part is no yes, a no to a part is one
            (None, Some(_)) => (statement.said == Said::No).then_some(Meant::This),
            (_, None) => Some(Meant::This),
        }
    }
}

impl Partner {
    pub(super) fn who(&self) -> Who {
        Who {
            oin: self.oin.clone(),
            role: self.role.clone(),
            unit: self.unit.clone(),
        }
    }
}

impl Case {
    /// Those that no OIN and no role tells apart from this one, and itself.
    fn beside(&self, oin: &str, role: &str) -> Vec<&Partner> {
        self.partners
            .iter()
            .filter(|other| other.oin == oin && other.role == role)
            .collect()
    }

    pub(super) fn whom<'a>(&self, partner: &'a Partner) -> Whom<'a> {
        let several = self.beside(&partner.oin, &partner.role).len() > 1;
        Whom {
            oin: &partner.oin,
            unit: partner.unit.as_deref(),
            several,
        }
    }

    /// The one who gives, where it is the one that was told something.
    pub(super) fn whom_of_giver(&self) -> Whom<'_> {
        let several = self.beside(&self.giver_oin, &self.giver_role).len() > 1;
        Whom {
            oin: &self.giver_oin,
            unit: self.giver_unit.as_deref(),
            several,
        }
    }
}

/// What a row gives one partner: for certain, and what no source decides.
type Found = Result<(BTreeSet<String>, BTreeSet<String>), Why>;

/// Where a document names an OIN only, of several units the one that a valid yes names, and else a person decides.
pub(super) fn at_a_named_oin(
    table: &[Row],
    case: &Case,
    partner: &Partner,
    row: &Row,
    found: Found,
) -> Found {
    let beside = case.beside(&partner.oin, &partner.role);
    if beside.len() < 2 || ![Place::Addressee, Place::Participants].contains(&row.place) {
        return found;
    }
    let asks = |row: &&Row| {
        let named = [Place::Addressee, Place::Participants].contains(&row.place);
        named && row.consent.is_some() && row.to.contains(&&*partner.role) && row.is_of(case)
    };
    let given = |unit: &Partner| -> Vec<_> {
        table
            .iter()
            .filter(asks)
            .filter_map(|row| one(row, case, unit).ok())
            .collect()
    };
    let certain: Vec<&&Partner> = beside
        .iter()
        .filter(|unit| given(unit).iter().any(|(may, _)| !may.is_empty()))
        .collect();
    let perhaps: Vec<&&Partner> = beside
        .iter()
        .filter(|unit| !given(unit).is_empty())
        .collect();
    if certain.len() != perhaps.len() {
        // named for a category of which nobody knows whether the row has it: then nobody knows who is the one
        return found
            .map(|(may, open)| (BTreeSet::new(), may.into_iter().chain(open).collect()))
            .map_err(|_| Why::Either);
    }
    match &*certain {
        [only] if only.unit == partner.unit => found,
        [_] => Err(Why::Place),
        // where nothing may go to any of them there is nothing to decide
        _ => found.and(Err(Why::Manual)),
    }
}

/// The unit that somebody names who speaks of this one: mostly itself, now and then another, none, or one that is not there.
pub(super) fn named(dice: &mut Dice, unit: Option<&str>) -> Option<String> {
    let Some(own) = unit else {
        return dice.chance(8).then(|| "noord".to_owned());
    };
    let other = match own {
        "stad" => "noord",
        "noord" => "stad",
        "oost" => "west",
        _ => "oost",
    };
    let named = match dice.below(20) {
        0..11 => own,
        11..14 => other,
        14..18 => return None,
        _ => "nergens",
    };
    Some(named.to_owned())
}

/// How often it mattered that a unit was named: it got something for that, got less for another was named, or a person decides for none was.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mattered {
    pub(super) named: u64,
    pub(super) another: u64,
    pub(super) none: u64,
}

impl Mattered {
    pub(super) fn count(&mut self, rows: &[Row], case: &Case) {
        let several = |partner: &&Partner| {
            case.whom(partner).several && rows.iter().any(|row| row.to.contains(&&*partner.role))
        };
        let told = |partner: &&Partner| {
            case.statements
                .iter()
                .any(|statement| statement.recipient == partner.oin)
        };
        for partner in case.partners.iter().filter(several).filter(told) {
            let with = |unit: fn(&Partner, &Statement) -> Option<String>| {
                let mut other = case.clone();
                other
                    .statements
                    .iter_mut()
                    .for_each(|statement| statement.unit = unit(partner, statement));
                judge(rows, &other, partner)
            };
            let now = judge(rows, case, partner);
            let (of_none, of_this) = (with(|_, _| None), with(|partner, _| partner.unit.clone()));
            let this_for_none =
                with(|partner, statement| statement.unit.clone().or_else(|| partner.unit.clone()));
            self.named += u64::from(!of_none.may.is_superset(&now.may));
            self.another += u64::from(
                !now.may.is_superset(&of_this.may) && now.may.is_superset(&this_for_none.may),
            );
            self.none += u64::from(
                now.why.contains(&Why::Manual) && !this_for_none.why.contains(&Why::Manual),
            );
        }
    }
}
