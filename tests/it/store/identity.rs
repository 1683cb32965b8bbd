//! Who is whom, within one controller: what one document joins, what only a person may join, and that no consent or refusal is lost by it.

mod near;
mod order;
mod twins;

use super::{Scratch, document};
use crate::moment::ms;
use jiff::civil::{Date, date};
use schakel::decision::{RecordChange, person};
use schakel::facts;
use schakel::message::{Former, Identity, Private};
use schakel::number::{DocumentNo, DoubtNo, LineNo};
use schakel::outcome::Outcome;
use schakel::pipeline::consent::{Authority, Said, Standing, Statement};
use schakel::pipeline::identity::sighting::Why;
use schakel::pipeline::{Facts, Question};
use schakel::store::{Reading, StoreError, Writing};

/// Who discloses.
const SCHOOL: &str = "s/school";
pub(super) const TODAY: Date = date(2026, 3, 20);

/// What a document says about somebody; a part that is empty is not in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Says {
    pub(super) pgn: &'static str,
    pub(super) first: &'static str,
    pub(super) name: &'static str,
    pub(super) born: &'static str,
    pub(super) home: &'static str,
}

pub(super) const JAN: Says = Says {
    pgn: "999900031",
    first: "jan",
    name: "jansen",
    born: "2014-02-01",
    home: "8011AA|1",
};

impl Says {
    pub(super) const fn without_number(self) -> Self {
        Self { pgn: "", ..self }
    }

    pub(super) const fn without_home(self) -> Self {
        Self { home: "", ..self }
    }

    pub(super) const fn without_first_name(self) -> Self {
        Self { first: "", ..self }
    }

    pub(super) fn identity(self) -> Identity {
        let joined = |parts: &[&str]| {
            parts
                .iter()
                .all(|part| !part.is_empty())
                .then(|| Private::new(parts.join("|")))
        };
        let Self {
            pgn,
            first,
            name,
            born,
            home,
        } = self;
        Identity {
            pgn: joined(&[pgn]),
            surname: joined(&[name]),
            first_name: joined(&[first]),
            birth_date: joined(&[born]),
            address: joined(&[home]),
            former: Former {
                fallback: joined(&[name, born, home]),
                name_birth: joined(&[name, born]),
                birth_address: joined(&[born, home]),
                pgn_birth: joined(&[pgn, born]),
            },
        }
    }

    pub(super) fn question(self, controller: &str) -> Question {
        let (controller, identity) = (controller.to_owned(), self.identity());
        Question {
            controller,
            identity,
            report_number: None,
            consents_of: SCHOOL.parse().ok(),
            consents_behind: false,
        }
    }
}

fn next(store: &Reading<'_>) -> String {
    store
        .documents(DocumentNo::END, 1)
        .unwrap()
        .first()
        .map_or(1, |last| last.n.0 + 1)
        .to_string()
}

/// What is known of somebody now.
pub(super) fn known(store: &Reading<'_>, says: Says) -> Result<Facts, StoreError> {
    facts::look_up(store, &says.question("c1"), TODAY)
}

/// A report comes in. Gives its number.
pub(super) fn report(
    store: &Writing<'_>,
    controller: &str,
    says: Says,
) -> Result<DocumentNo, StoreError> {
    let question = says.question(controller);
    let acquainted = store.acquainted(controller, &question.identity, false)?;
    let facts = facts::of_match(store, &question, &acquainted, None, TODAY)?;
    let mut changes = Vec::new();
    let secret = facts.secret_address;
    let person = person::of_ruling(&question, &acquainted, secret, &mut changes);
    let n = store.insert_document(&super::NewDocument {
        subject: person.subject(),
        ..document(&next(store), 1, Outcome::Nothing)
    })?;
    person.record(&facts, n, false, &mut changes);
    store.apply(&changes, ms(1))?;
    Ok(n)
}

pub(super) fn statement(said: Said, day: i8) -> Statement {
    Statement {
        recipient: "wijkteam".to_owned(),
        unit: None,
        purpose: "hulp".to_owned(),
        category: "VERZ".to_owned(),
        giver: "parent".to_owned(),
        capacity: "ouder".to_owned(),
        authority: Authority::Yes,
        said,
        day: date(2026, 1, day),
        until: None,
    }
}

/// A statement comes in.
pub(super) fn says(
    store: &Writing<'_>,
    controller: &str,
    about: Says,
    said: Said,
    day: i8,
) -> Result<(), StoreError> {
    comes(store, controller, about, &[statement(said, day)], &[])
}

/// That a parent has no gezag any more comes in: it withholds as a refusal does, and nobody said no.
pub(super) fn loses_gezag(
    store: &Writing<'_>,
    controller: &str,
    about: Says,
) -> Result<(), StoreError> {
    let standing = Standing {
        giver: Some("parent".to_owned()),
        known: Authority::No,
        day: date(2026, 1, 9),
    };
    comes(store, controller, about, &[], &[standing])
}

fn comes(
    store: &Writing<'_>,
    controller: &str,
    about: Says,
    said: &[Statement],
    established: &[Standing],
) -> Result<(), StoreError> {
    let question = about.question(controller);
    let restricts =
        said.iter().any(Statement::may_withhold) || established.iter().any(Standing::may_withhold);
    let acquainted = store.acquainted(controller, &question.identity, true)?;
    let mut changes = Vec::new();
    let person = person::of_statement(&question, &acquainted, restricts, &mut changes);
    let Some(subject) = person.subject() else {
        return Ok(());
    };
    let n = store.insert_document(&document(&next(store), 2, Outcome::Register))?;
    changes.push(RecordChange::Statements {
        subject,
        discloser: SCHOOL.parse().unwrap(),
        document: n,
        said: said.into(),
        established: established.into(),
    });
    person.record_statement(n, restricts, false, &mut changes);
    store.apply(&changes, ms(1)).map(drop)
}

/// Days and words of what counts for somebody, and whether a person must look.
pub(super) fn heard(
    store: &Reading<'_>,
    about: Says,
) -> Result<(Vec<(i8, Said)>, bool), StoreError> {
    let facts = known(store, about)?;
    let mut said: Vec<(i8, Said)> = facts
        .statements
        .iter()
        .map(|statement| (statement.day.day(), statement.said))
        .collect();
    said.sort();
    Ok((said, facts.doubt))
}

pub(super) const YES: Said = Said::Yes;
pub(super) const NO: Said = Said::No;

#[tokio::test]
async fn one_document_with_number_and_address_joins_two_and_keeps_consent_and_refusal() {
    let scratch = Scratch::new();
    let (a, b) = scratch
        .write(|store| {
            says(store, "c1", JAN.without_home(), YES, 1)?;
            says(store, "c1", JAN.without_number(), NO, 2)?;
            says(store, "c2", JAN.without_number(), YES, 3)?;
            let own = |says: Says| {
                store
                    .matched("c1", &says.identity(), false)
                    .map(|matched| matched.own)
            };
            let (a, b) = (own(JAN.without_home())?[0], own(JAN.without_number())?[0]);
            assert_ne!(a, b);
            // the ruling on the document that joins them already hears both
            assert_eq!(heard(store, JAN)?.0, [(1, YES), (2, NO)]);
            let n = report(store, "c1", JAN)?;
            for variant in [JAN, JAN.without_home(), JAN.without_number()] {
                assert_eq!(heard(store, variant)?, (vec![(1, YES), (2, NO)], false));
            }
            assert_eq!(store.document(n)?.unwrap().subject, Some(a));
            assert_eq!(store.current(b)?, a, "the old id leads to the new one");
            assert!(
                store.open_doubts(DoubtNo::START, 9)?.is_empty(),
                "a document has shown what a person would have been asked"
            );
            assert_eq!(
                facts::look_up(store, &JAN.question("c2"), TODAY)?
                    .statements
                    .len(),
                1,
                "another controller knows its own"
            );
            Ok((a, b))
        })
        .await;
    let log = scratch.read(|store| store.log(LineNo::START, 9)).await;
    let [line] = &log[..] else { panic!("{log:?}") };
    let hex = |id: [u8; 16]| schakel::decision::hex(&id);
    assert!(
        line.body.contains("subject.merged")
            && line.body.contains(&hex(a.0))
            && line.body.contains(&hex(b.0)),
        "{}",
        line.body
    );
    assert!(!line.body.contains("jansen") && !line.body.contains("999900031"));
}

#[tokio::test]
async fn one_number_with_two_birth_dates_is_two_until_a_person_has_looked() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let later = Says {
                born: "2015-02-01",
                ..JAN
            };
            says(store, "c1", JAN, YES, 1)?;
            report(store, "c1", later)?;
            assert_eq!(
                heard(store, later)?,
                (vec![], false),
                "a yes for one is none for the other"
            );
            let [doubt] = &store.open_doubts(DoubtNo::START, 9)?[..] else {
                panic!()
            };
            assert_eq!(doubt.why, Why::BirthDate);
            says(store, "c1", later, NO, 2)?;
            assert_eq!(heard(store, JAN)?, (vec![(1, YES)], true));
            store.are_one(doubt, ms(5))?;
            for says in [JAN, later, JAN.without_home()] {
                assert_eq!(heard(store, says)?, (vec![(1, YES), (2, NO)], false));
            }
            Ok(())
        })
        .await;
}
