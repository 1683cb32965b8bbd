//! What parents and youth said -> whether that is consent. The demo's own reading of the law; it shares no code with the hub.

use crate::expect::Held;

/// How old somebody is on the day that it is sent, which is the day on the hub's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    /// Under twelve: a parent decides.
    Child,
    /// Twelve to fifteen: both.
    Teen,
    /// Sixteen or more: the youth decides.
    Youth,
}

/// Who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Giver {
    Parent,
    /// Nobody knows whether this one has gezag.
    PerhapsParent,
    Youth,
}

/// About whom, by whom to whom, and what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct About {
    pub(crate) bsn: String,
    /// Name of the organisation that would give.
    pub(crate) from: &'static str,
    /// OIN of whoever would receive.
    pub(crate) to: &'static str,
    pub(crate) purpose: &'static str,
}

/// One statement.
#[derive(Debug, Clone)]
pub(crate) struct Saying {
    pub(crate) about: About,
    pub(crate) giver: Giver,
    pub(crate) yes: bool,
    pub(crate) categories: Vec<&'static str>,
}

/// Everything that was said so far, all on one day.
#[derive(Debug, Default)]
pub(crate) struct Book(Vec<Saying>);

impl Age {
    pub(crate) const fn years(self) -> u32 {
        match self {
            Age::Child => 7,
            Age::Teen => 14,
            Age::Youth => 16,
        }
    }

    pub(crate) const fn deciders(self) -> &'static [Giver] {
        match self {
            Age::Child => &[Giver::Parent],
            Age::Teen => &[Giver::Youth, Giver::Parent],
            Age::Youth => &[Giver::Youth],
        }
    }
}

impl Book {
    pub(crate) fn write(&mut self, saying: Saying) {
        self.0.push(saying);
    }

    /// The categories of a row that may pass, or why none.
    pub(crate) fn allowed(
        &self,
        about: &About,
        age: Age,
        row: &[&'static str],
    ) -> Result<Vec<&'static str>, Held> {
        let mut refused = false;
        let mut allowed = Vec::new();
        for category in row {
            let said = |giver: Giver, yes: bool| {
                self.0.iter().any(|said| {
                    said.about == *about
                        && said.yes == yes
                        && said.giver == giver
                        && said.categories.contains(category)
                })
            };
            let no = |decider: &Giver| {
                said(*decider, false)
                    || (*decider == Giver::Parent && said(Giver::PerhapsParent, false))
            };
            if age.deciders().iter().any(no) {
                refused = true; // on one day the stricter word counts
            } else if age.deciders().iter().all(|decider| said(*decider, true)) {
                allowed.push(*category);
            }
        }
        match (allowed.is_empty(), refused) {
            (false, _) => Ok(allowed),
            (true, true) => Err(Held {
                code: "disclosure.refused",
                why: "wie mag beslissen weigerde, of trok in",
            }),
            (true, false) => Err(self.incomplete(about, age)),
        }
    }

    fn incomplete(&self, about: &About, age: Age) -> Held {
        let said = |giver: Giver| {
            self.0
                .iter()
                .any(|said| said.about == *about && said.giver == giver && said.yes)
        };
        let why = match age {
            Age::Teen if said(Giver::Parent) => {
                "12 tot en met 15: een ouder zei ja, de jeugdige nog niet"
            }
            Age::Youth if said(Giver::Parent) => {
                "16 of ouder: een ouder zei ja, maar de jeugdige beslist"
            }
            _ if said(Giver::PerhapsParent) => "wie ja zei heeft misschien geen gezag",
            _ => "niemand die mag beslissen zei ja tegen deze ontvanger",
        };
        Held {
            code: "disclosure.no_consent",
            why,
        }
    }

    /// Has somebody who may decide said no, to whatever category?
    pub(crate) fn refused(&self, about: &About, age: Age) -> bool {
        self.0
            .iter()
            .any(|said| said.about == *about && !said.yes && age.deciders().contains(&said.giver))
    }
}
