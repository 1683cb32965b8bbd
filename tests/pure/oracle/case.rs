//! One made-up case -> what the oracle may look at: the document, the days, the statements, the partners.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;

use super::sent::Sent;

/// Who receives: one organisation in one role, or one of its units.
#[derive(Clone, Debug)]
pub(super) struct Partner {
    pub(super) name: String,
    pub(super) oin: String,
    pub(super) role: String,
    /// Which of the teams that have this OIN and role.
    pub(super) unit: Option<String>,
    /// The municipalities that it serves, for places that follow the home.
    pub(super) municipality: String,
    /// The schools that it serves, for places that follow the school.
    pub(super) brins: Vec<String>,
    /// The wijken that it serves, of its municipality.
    pub(super) wijken: Vec<String>,
    /// Who has no team of its own wijk comes here.
    pub(super) access: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Yes,
    No,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Authority {
    Yes,
    No,
    Unknown,
}

#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) recipient: String,
    pub(super) unit: Option<String>,
    pub(super) purpose: String,
    pub(super) category: String,
    pub(super) giver: String,
    pub(super) capacity: String,
    pub(super) authority: Authority,
    pub(super) said: Said,
    pub(super) day: Date,
    pub(super) until: Option<Date>,
}

#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub(super) giver: Option<String>,
    pub(super) known: Authority,
    pub(super) day: Date,
}

#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) kind: String,
    pub(super) giver_role: String,
    pub(super) giver_oin: String,
    pub(super) giver_unit: Option<String>,
    /// The day of sending.
    pub(super) today: Date,
    /// The day on which the report came; it may have waited since.
    pub(super) arrival: Date,
    pub(super) data: Value,
    pub(super) statements: Vec<Statement>,
    pub(super) standings: Vec<Standing>,
    pub(super) doubt: bool,
    /// What was sent under the number of this document.
    pub(super) sent: Vec<Sent>,
    /// Numbers of rows that the region switched on.
    pub(super) rows_on: Vec<String>,
    pub(super) agreements: Vec<Agreement>,
    /// Everybody who is connected.
    pub(super) partners: Arc<[Partner]>,
    /// Free text fields in which the dice wrote something that looks like a number, an address or a telephone.
    pub(super) flagged: Vec<String>,
}

/// Who signed what, for how long; both days are included.
#[derive(Clone, Debug)]
pub(super) struct Agreement {
    pub(super) name: String,
    pub(super) from: Date,
    pub(super) until: Date,
    pub(super) parties: Vec<String>,
}

impl Case {
    /// Giver and recipient have both signed, and it holds on the day of sending.
    pub(super) fn agreed(&self, name: &str, recipient: &str) -> bool {
        let party =
            |agreement: &Agreement, oin: &str| agreement.parties.iter().any(|party| party == oin);
        self.agreements.iter().any(|one| {
            let holds = one.from <= self.today && self.today <= one.until;
            one.name == name && holds && party(one, &self.giver_oin) && party(one, recipient)
        })
    }

    pub(super) fn at(&self, path: &str) -> Option<&Value> {
        let mut value = &self.data;
        for name in path.split('.') {
            value = value.get(name)?;
        }
        Some(value)
    }

    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.at(path)?.as_str()
    }

    pub(super) fn flag(&self, path: &str) -> Option<bool> {
        self.at(path)?.as_bool()
    }

    pub(super) fn number(&self, path: &str) -> Option<i64> {
        self.at(path)?.as_i64()
    }

    pub(super) fn day(&self, path: &str) -> Option<Date> {
        self.text(path)?.parse().ok()
    }

    /// The child is called `leerling` in some kinds and `jeugdige` in others.
    pub(super) fn of_child(&self, field: &str) -> Option<&Value> {
        self.at(&format!("leerling.{field}"))
            .or_else(|| self.at(&format!("jeugdige.{field}")))
    }

    pub(super) fn born(&self) -> Option<Date> {
        self.of_child("geboortedatum")?.as_str()?.parse().ok()
    }

    /// The BRP knows a year, or a year and a month, or nothing (`2012-05-00`): how old the child is, nobody can say.
    pub(super) fn birth_is_incomplete(&self) -> bool {
        self.of_child("geboortedatum")
            .and_then(Value::as_str)
            .is_some_and(|text| text.ends_with("-00"))
    }

    pub(super) fn secret_address(&self) -> bool {
        self.of_child("geheimAdres").and_then(Value::as_bool) == Some(true)
    }

    pub(super) fn has_pgn(&self) -> bool {
        self.of_child("pgn").is_some()
    }

    pub(super) fn home(&self) -> Option<&str> {
        self.of_child("woongemeente")
            .and_then(Value::as_str)
            .or_else(|| self.text("gebied.gemeente"))
    }

    pub(super) fn brin(&self) -> Option<&str> {
        self.text("school.brin").or_else(|| self.text("brin"))
    }

    pub(super) fn participants(&self) -> Vec<&str> {
        let list = self.at("deelnemers").and_then(Value::as_array);
        list.map(|list| list.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default()
    }
}

/// Full years between two days. Who was born on 29 February is a year older on 1 March of a common year.
pub(super) fn age(born: Date, on: Date) -> i16 {
    let mut years = on.year() - born.year();
    if (on.month(), on.day()) < (born.month(), born.day()) {
        years -= 1;
    }
    years
}
