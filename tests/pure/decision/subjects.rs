//! The subject of a document, and what is written of it.

use super::{Acquainted, FRESH, OTHER, RecordChange, certain, known, strangers, who};
use schakel::decision::{Settled, hide, settle, sighted};
use schakel::message::{Former, Identity, Private, SubjectId};
use schakel::number::DocumentNo;
use schakel::pipeline::identity::sighting::{Mark, Marks, Sighting, Sought};

const ONE: SubjectId = SubjectId([1; 16]);

fn identity(pgn: Option<&str>, name: Option<&str>) -> Identity {
    let part = |part: Option<&str>| part.map(|part| Private::new(part.to_owned()));
    Identity {
        pgn: part(pgn),
        surname: part(name),
        first_name: part(name),
        birth_date: part(name.map(|_| "2014-02-01")),
        address: part(name.map(|_| "8011aa|1")),
        former: Former::default(),
    }
}

/// The subject, and the changes.
fn settled(
    identity: &Identity,
    acquainted: &Acquainted,
    (even_so, alone): (bool, bool),
) -> (Settled, Vec<String>) {
    let mut changes = Vec::new();
    let settled = settle("c1", identity, acquainted, (even_so, alone), &mut changes);
    (settled, changes.iter().map(super::change).collect())
}

#[test]
fn a_stranger_gets_an_id_of_its_own_and_nobody_gets_none() {
    let (jan, nobody) = (
        identity(Some("999900031"), Some("jan")),
        identity(None, None),
    );
    let plain = (false, false);
    let (one, changes) = settled(&jan, &strangers(), plain);
    assert_eq!(
        (one.subject, changes),
        (Some(FRESH), vec!["subject #9 true".to_owned()])
    );
    let (none, changes) = settled(&nobody, &strangers(), (true, false));
    assert_eq!(
        (none.subject, changes.len()),
        (None, 0),
        "there is nothing to know anybody by"
    );
    let little = Identity {
        address: None,
        ..identity(None, Some("jan"))
    };
    assert!(!little.is_somebody() && !little.is_nobody());
    assert_eq!(settled(&little, &strangers(), plain).0.subject, None);
    assert_eq!(
        settled(&little, &strangers(), (true, false)).1,
        ["subject #9 false"],
        "kept for whoever it is, where it takes something away"
    );
}

#[test]
fn the_same_words_are_the_same_stranger_but_not_for_a_statement() {
    let mut acquainted = strangers();
    acquainted.matched.same_words = Some(OTHER);
    let jan = identity(None, Some("jan"));
    assert_eq!(
        settled(&jan, &acquainted, (false, false)).0.subject,
        Some(OTHER)
    );
    assert_eq!(
        settled(&jan, &acquainted, (false, true)).0.subject,
        Some(FRESH)
    );
}

#[test]
fn several_that_are_one_become_the_one_whose_number_is_known() {
    let jan = identity(Some("999900031"), Some("jan"));
    let (one, changes) = settled(
        &jan,
        &certain(&[(OTHER, false), (ONE, true)]),
        (false, false),
    );
    assert_eq!((one.subject, one.merged), (Some(ONE), vec![OTHER]));
    assert_eq!(changes, ["#2 is #1"]);
    let (one, changes) = settled(
        &jan,
        &certain(&[(OTHER, false), (ONE, false)]),
        (false, false),
    );
    assert_eq!(one.subject, Some(OTHER), "else the first stays");
    assert_eq!(changes, ["#1 is #2", "number of #2"]);
    let nameless = identity(None, Some("jan"));
    assert_eq!(
        settled(&nameless, &certain(&[(ONE, false)]), (false, false)).1,
        [""; 0]
    );
}

const fn mark(n: u8) -> Option<Mark> {
    Some([n; 16])
}

const fn marks(key: u32, pgn: Option<Mark>, surname: Option<Mark>) -> Marks {
    Marks {
        key,
        pgn,
        surname,
        first_name: None,
        birth_date: None,
        address: None,
    }
}

const fn seen(marks: Marks, statement: Option<DocumentNo>) -> Sighting {
    Sighting {
        statement,
        marks,
        settled: false,
        alone: false,
    }
}

/// Sightings of subject one are on record; the document tells `sought`. What is written, by subject: key and statement.
fn written(
    sought: &[Marks],
    before: &[Sighting],
    statement: Option<DocumentNo>,
) -> Vec<(String, Sighting)> {
    let acquainted = Acquainted {
        sought: Sought {
            marks: sought.to_vec(),
            roughly: Vec::new(),
        },
        known: vec![schakel::pipeline::identity::sighting::KnownSubject {
            sightings: before.to_vec(),
            ..known(ONE, true)
        }],
        ..strangers()
    };
    let settled = Settled {
        subject: Some(ONE),
        merged: Vec::new(),
    };
    write(&acquainted, &settled, statement)
}

fn write(
    acquainted: &Acquainted,
    settled: &Settled,
    statement: Option<DocumentNo>,
) -> Vec<(String, Sighting)> {
    let mut changes = Vec::new();
    let jan = identity(Some("999900031"), Some("jan"));
    sighted(
        "c1",
        &jan,
        acquainted,
        settled,
        (statement, false),
        &mut changes,
    );
    let one = |change| match change {
        RecordChange::Sighted {
            subject, sighting, ..
        } => (who(subject), sighting),
        other => panic!("{}", super::change(&other)),
    };
    changes.into_iter().map(one).collect()
}

#[test]
fn a_sighting_is_written_once_and_each_statement_has_its_own() {
    let now = marks(1, mark(1), mark(2));
    let (plain, said) = (seen(now, None), seen(now, Some(DocumentNo(4))));
    let one = |sighting| vec![("#1".to_owned(), sighting)];
    assert_eq!(written(&[now], &[], None), one(plain));
    assert_eq!(written(&[now], &[plain], None), []);
    assert_eq!(
        written(&[now], &[said], None),
        [],
        "the statement told the same"
    );
    assert_eq!(written(&[now], &[plain], Some(DocumentNo(4))), one(said));
    assert_eq!(written(&[now], &[said], Some(DocumentNo(4))), []);
    let other = seen(marks(1, mark(1), mark(3)), None);
    assert_eq!(written(&[now], &[other], None), one(plain));
}

#[test]
fn what_only_older_marks_tell_is_written_though_it_is_seen() {
    let now = marks(1, mark(1), None);
    let mut acquainted = certain(&[(ONE, true)]);
    acquainted.sought.marks = vec![now];
    acquainted.known[0].sightings = vec![seen(now, None)];
    let one = Settled {
        subject: Some(ONE),
        merged: Vec::new(),
    };
    assert_eq!(write(&acquainted, &one, None).len(), 0);
    acquainted.written.insert(ONE, 0);
    assert_eq!(
        write(&acquainted, &one, None).len(),
        1,
        "that sighting has no row"
    );
}

#[test]
fn the_sightings_of_whoever_was_merged_count_for_the_one() {
    let now = marks(1, mark(1), None);
    let mut acquainted = certain(&[(ONE, true), (OTHER, false)]);
    acquainted.sought.marks = vec![now];
    acquainted.known[1].sightings = vec![seen(now, None)];
    let merged = |merged: &[SubjectId]| Settled {
        subject: Some(ONE),
        merged: merged.to_vec(),
    };
    assert_eq!(write(&acquainted, &merged(&[]), None).len(), 1);
    assert_eq!(write(&acquainted, &merged(&[OTHER]), None).len(), 0);
}

#[test]
fn what_an_older_key_wrote_is_written_by_the_newest_as_far_as_the_document_tells_it() {
    let (new, old) = (marks(2, mark(1), mark(2)), marks(1, mark(11), mark(12)));
    let statement = Some(DocumentNo(4));
    let by_old = seen(marks(1, mark(11), mark(99)), statement);
    let one = |sighting| ("#1".to_owned(), sighting);
    let (told, again) = (
        one(seen(new, None)),
        one(seen(marks(2, mark(1), None), statement)),
    );
    assert_eq!(
        written(&[new, old], &[by_old], None),
        [told.clone(), again.clone()]
    );
    assert_eq!(
        written(&[new, old], &[by_old, again.1], None),
        std::slice::from_ref(&told),
        "it was written before"
    );
    let stranger = seen(marks(1, mark(77), mark(99)), statement);
    assert_eq!(
        written(&[new, old], &[stranger], None),
        [told],
        "nothing in common"
    );
}

#[test]
fn a_secret_that_a_stopped_document_tells_is_new_only_once() {
    let jan = identity(Some("999900031"), Some("jan"));
    let hidden = |acquainted: &Acquainted| {
        let mut changes = Vec::new();
        let new = hide("c1", &jan, acquainted, &mut changes);
        (new, changes.iter().map(super::change).collect::<Vec<_>>())
    };
    let (new, changes) = hidden(&strangers());
    assert!(new);
    assert_eq!(changes, ["subject #9 true", "secret #9"]);
    let mut acquainted = certain(&[(ONE, true), (OTHER, true)]);
    assert_eq!(hidden(&acquainted).1, ["#2 is #1", "secret #1"]);
    acquainted.secret.insert(OTHER);
    let (new, changes) = hidden(&acquainted);
    assert!(!new, "it comes with the other");
    assert_eq!(changes, ["#2 is #1"]);
}
