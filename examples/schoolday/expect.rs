//! How one document ought to end, and who ought to get what of it. Shares no code with the hub.

pub(crate) mod absence;
pub(crate) mod care;
pub(crate) mod feedback;
pub(crate) mod fields;
pub(crate) mod truant;

use crate::partner::Partner;
use crate::source::Kind;
use serde_json::Value;

/// How one document ought to end.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    /// What the answer calls it.
    pub(crate) document: String,
    pub(crate) kind: Kind,
    pub(crate) end: End,
}

/// An end.
#[derive(Debug, Clone)]
pub(crate) enum End {
    /// Everybody who could get it was judged.
    Judged(Judged),
    /// It is about consent, and stays in the hub.
    Register,
    /// The sender gets it back.
    Stopped {
        code: &'static str,
        problems: Vec<(Option<&'static str>, &'static str)>,
    },
    /// It was here before, and ended so.
    Duplicate { first: &'static str },
}

/// Everybody who could get it.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) verdicts: Vec<Verdict>,
    /// The sender does not hear to whom it went: that would tell where somebody lives.
    pub(crate) secret: bool,
    /// Fields in which a personal number stands, as the sender is told: they are taken out.
    pub(crate) flagged: Vec<&'static str>,
}

/// What one of them gets, in which role.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    pub(crate) role: &'static str,
    pub(crate) got: Result<Delivery, Held>,
}

/// What a partner gets.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    pub(crate) to: Partner,
    /// Exactly this.
    pub(crate) data: Value,
    /// Whose order is kept, where the hub knows whom it is about.
    pub(crate) lane: Option<String>,
    /// Why it is less than it might have been.
    pub(crate) less: Vec<&'static str>,
    pub(crate) fate: Fate,
}

/// When it arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    AtOnce,
    /// Only when the partner is back.
    Waited,
    /// Never: by the time that it could go it was not allowed any more.
    Withdrawn,
}

/// Why somebody gets nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Held {
    pub(crate) code: &'static str,
    /// For the reader.
    pub(crate) why: &'static str,
}

/// A condition of the row does not hold.
pub(crate) const fn condition(why: &'static str) -> Held {
    Held {
        code: "disclosure.condition",
        why,
    }
}

/// The sender gets it back, for one reason at one place.
pub(crate) fn stopped(code: &'static str, path: &'static str, rule: &'static str) -> End {
    End::Stopped {
        code,
        problems: vec![(Some(path), rule)],
    }
}

impl Verdict {
    pub(crate) fn held(role: &'static str, held: Held) -> Self {
        Self {
            role,
            got: Err(held),
        }
    }

    pub(crate) fn share(
        to: Partner,
        data: Value,
        lane: Option<String>,
        less: Vec<&'static str>,
    ) -> Self {
        Self {
            role: to.role(),
            got: Ok(Delivery {
                to,
                data,
                lane,
                less,
                fate: Fate::AtOnce,
            }),
        }
    }
}

impl End {
    /// The outcome as the answer and the closing line name it.
    pub(crate) fn outcome(&self) -> &'static str {
        match self {
            End::Judged(judged) if judged.verdicts.iter().any(|verdict| verdict.got.is_ok()) => {
                "routed"
            }
            End::Judged(_) => "nothing",
            End::Register => "register",
            End::Stopped { .. } => "stopped",
            End::Duplicate { .. } => "duplicate",
        }
    }

    pub(crate) fn verdicts(&self) -> &[Verdict] {
        match self {
            End::Judged(judged) => &judged.verdicts,
            _ => &[],
        }
    }

    pub(crate) fn deliveries(&self) -> impl Iterator<Item = &Delivery> {
        self.verdicts()
            .iter()
            .filter_map(|verdict| verdict.got.as_ref().ok())
    }

    pub(crate) fn deliveries_mut(&mut self) -> impl Iterator<Item = &mut Delivery> {
        let verdicts: &mut [Verdict] = match self {
            End::Judged(judged) => &mut judged.verdicts,
            _ => &mut [],
        };
        verdicts
            .iter_mut()
            .filter_map(|verdict| verdict.got.as_mut().ok())
    }
}
