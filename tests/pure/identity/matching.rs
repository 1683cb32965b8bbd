//! What was seen of people -> who it is for certain, who it may be, and why.

mod words;

use super::{Sighting, asked, check, known, marks_by, pair, said, told, told_of};
use schakel::pipeline::identity::sighting::Why;

const ANNA: &str = "- Vierman Anna 2013-01-20 home";
const BARE: &str = "- Vierman - 2013-01-20 home";

#[test]
fn a_number_with_its_birth_date_is_enough_and_with_another_it_is_asked() {
    let numbered = [known(1, &[told("1 Vierman Anna 2013-01-20 home")])];
    check("1 Bos - 2013-01-20 -", &numbered, &[], "own 1");
    check(
        "1 Vierman Anna 2013-01-21 home",
        &numbered,
        &[],
        "perhaps 1 BirthDate",
    );
    check(
        "1 Vierman Anna - home",
        &numbered,
        &[],
        "perhaps 1 BirthDate",
    );
    check("2 Vierman Anna 2013-01-20 home", &numbered, &[], "");
    check(
        "2 Vierman Anna 2013-01-20 home",
        &[known(1, &[told(ANNA)])],
        &[],
        "own 1",
    );
}

#[test]
fn without_both_numbers_all_four_parts_are_enough_and_three_are_not() {
    let seen = [known(1, &[told(ANNA)])];
    check(ANNA, &seen, &[], "own 1");
    check(
        "- Bos Anna 2013-01-20 home",
        &seen,
        &[],
        "perhaps 1 BirthAddress",
    );
    check(
        "- Vierman Anna 2013-01-20 away",
        &seen,
        &[],
        "perhaps 1 NameBirth",
    );
    check("- Vierman Anna 2013-01-21 home", &seen, &[], "");
    check(
        "- Vierman Bram 2013-01-20 home",
        &seen,
        &[],
        "perhaps 1 Twins",
    );
    check("- Bos Anna 2013-01-20 away", &seen, &[], "");
    check(BARE, &seen, &[], "perhaps 1 Twins");
}

#[test]
fn what_lacks_the_first_name_has_that_of_the_same_subject() {
    let moved = [known(
        1,
        &[told("1 Vierman Anna 2013-01-20 away"), told(BARE)],
    )];
    check(ANNA, &moved, &[], "own 1");
    check(
        "- Vierman Bram 2013-01-20 home",
        &moved,
        &[],
        "perhaps 1 Twins",
    );
    check("2 Vierman Anna 2013-01-20 home", &moved, &[], "");
    let renamed = [known(
        1,
        &[
            told("- Vierman Anna 2013-01-20 away"),
            told("- Vierman Bram 2013-01-20 home"),
        ],
    )];
    check(ANNA, &renamed, &[], "perhaps 1 Twins");
}

#[test]
fn two_who_are_two_are_not_both_it() {
    let two = [
        known(1, &[told("1 Vierman Anna 2013-01-20 home")]),
        known(2, &[told("2 Vierman Anna 2013-01-20 home")]),
    ];
    check(ANNA, &two, &[], "perhaps 1 Twins, perhaps 2 Twins");
    let named = [
        known(1, &[told("1 Vierman Anna 2013-01-20 home")]),
        known(2, &[said(7, ANNA)]),
    ];
    check(ANNA, &named, &[], "own 1 2");
    check(ANNA, &named, &[pair(1, 2, Why::Twins, false)], "own 1 2");
    for (one, other) in [(1, 2), (2, 1)] {
        check(
            ANNA,
            &named,
            &[pair(one, other, Why::Twins, true)],
            "perhaps 1 Twins, perhaps 2 Twins alike",
        );
    }
    check(
        ANNA,
        &named,
        &[pair(1, 3, Why::Twins, true), pair(3, 2, Why::Twins, true)],
        "own 1 2",
    );
    // the number that is asked about is that of the one; the other has none
    check("1 Vierman Anna 2013-01-20 home", &named, &[], "own 1 2");
}

#[test]
fn a_birth_date_that_is_known_in_part_may_be_the_same() {
    for rough in ["2013-01-00", "2013-00-00"] {
        let seen = [known(1, &[told(&format!("- Vierman Anna {rough} -"))])];
        check(ANNA, &seen, &[], "perhaps 1 NameBirth");
        check("- Bos Anna 2013-01-20 home", &seen, &[], "");
        check("- Vierman Anna 2014-02-20 home", &seen, &[], "");
        check(
            "- Bos Anna 2013-01-20 home",
            &[known(1, &[told(&format!("- Vierman Anna {rough} home"))])],
            &[],
            "perhaps 1 BirthAddress",
        );
    }
}

#[test]
fn marks_of_two_keys_are_never_the_same() {
    let other = |words: &str| Sighting {
        marks: marks_by(2, words),
        ..told(words)
    };
    check(
        "1 Vierman Anna 2013-01-20 home",
        &[known(1, &[other("1 Vierman Anna 2013-01-20 home")])],
        &[],
        "",
    );
    let mut both = asked(ANNA);
    both.marks.push(marks_by(2, ANNA));
    both.roughly.push(Default::default());
    assert_eq!(
        told_of(&both, &[known(1, &[other(ANNA)])], &[], false),
        "own 1"
    );
}

#[test]
fn two_numbers_are_two_but_for_what_was_said_without_one() {
    let words = "1 Vierman Anna 2013-01-20 home";
    let other = |sightings: &[Sighting]| {
        let mut all = vec![told("2 Vierman Bram 2013-01-20 home")];
        all.extend_from_slice(sightings);
        [known(1, &[told(words)]), known(2, &all)]
    };
    check(words, &other(&[]), &[], "own 1");
    check(
        words,
        &other(&[said(7, BARE)]),
        &[],
        "own 1, perhaps 2 Twins [7]",
    );
    check(
        words,
        &other(&[said(7, BARE)]),
        &[pair(1, 2, Why::Twins, true)],
        "own 1",
    );
    check(
        words,
        &other(&[
            said(7, "- Vierman - 2013-01-20 away"),
            said(8, "- Bos - 2013-01-20 home"),
        ]),
        &[],
        "own 1, perhaps 2 Twins [7, 8]",
    );
    check(
        words,
        &other(&[
            said(7, "- Vierman Bram 2013-01-20 home"),
            said(8, "2 Vierman - 2013-01-20 home"),
        ]),
        &[],
        "own 1",
    );
    check(
        words,
        &other(&[
            said(7, "- Bos - 2013-01-20 away"),
            said(8, "- Vierman - 2013-01-21 home"),
        ]),
        &[],
        "own 1",
    );
    check(
        words,
        &other(&[said(7, "- Vierman - 2013-01-00 -")]),
        &[],
        "own 1, perhaps 2 Twins [7]",
    );
    // what was seen of who it is counts as if this document told it
    let asked = "1 Bos - 2013-01-20 away";
    check(
        asked,
        &other(&[said(7, BARE)]),
        &[],
        "own 1, perhaps 2 Twins [7]",
    );
    // the number of who it is says so where this document has none
    check(ANNA, &other(&[]), &[], "own 1");
    // and without any number on either side they may be one
    check("3 Vierman Carla 2013-01-20 home", &other(&[]), &[], "");
    check(
        "- Vierman Carla 2013-01-20 home",
        &other(&[]),
        &[],
        "perhaps 1 Twins, perhaps 2 Twins",
    );
    // of whom statements of the one may be meant, the other may be it as well: of nothing that was said there
    let own = known(1, &[told(words), said(7, BARE)]);
    check(
        words,
        &[own, known(2, &[told("2 Vierman Bram 2013-01-20 home")])],
        &[],
        "own 1, unsure [7], perhaps 2 Twins []",
    );
}

#[test]
fn what_was_seen_before_of_who_it_is_says_who_may_be_it() {
    let own = |more: &[&str]| {
        let mut all = vec![told("1 Vierman Anna 2013-01-20 home")];
        all.extend(more.iter().map(|words| told(words)));
        known(1, &all)
    };
    let asked = "1 - - 2013-01-20 -";
    let may_be = |words: &str, expected: &str| {
        check(asked, &[own(&[]), known(2, &[told(words)])], &[], expected)
    };
    may_be(
        "- Vierman Bram 2013-01-20 away",
        "own 1, perhaps 2 NameBirth",
    );
    may_be(
        "- Bos Bram 2013-01-20 home",
        "own 1, perhaps 2 BirthAddress",
    );
    may_be("- Vierman Bram 2013-01-20 home", "own 1, perhaps 2 Twins");
    may_be("- Vierman Bram 2013-01-21 home", "own 1");
    may_be("- Bos Bram 2013-01-20 away", "own 1");
    let apart = [
        own(&[]),
        known(
            2,
            &[
                told("- Vierman Bram 2013-01-20 away"),
                told("- Bos Bram 2013-01-20 home"),
            ],
        ),
    ];
    check(asked, &apart, &[], "own 1, perhaps 2 Twins");
    let moved = [
        own(&["1 Vierman Anna 2013-01-20 away"]),
        known(2, &[told("- Bos Bram 2013-01-20 away")]),
    ];
    check(asked, &moved, &[], "own 1, perhaps 2 BirthAddress");
    // what was asked of a person about the two stays asked
    let stranger = [own(&[]), known(2, &[told("- Bos Bram 2014-05-05 away")])];
    check(asked, &stranger, &[], "own 1");
    check(
        asked,
        &stranger,
        &[pair(2, 1, Why::BirthDate, false)],
        "own 1, perhaps 2 BirthDate",
    );
    check(
        asked,
        &stranger,
        &[pair(2, 1, Why::BirthDate, true)],
        "own 1",
    );
    check(
        asked,
        &stranger,
        &[pair(2, 3, Why::BirthDate, false)],
        "own 1",
    );
}
