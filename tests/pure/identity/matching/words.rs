//! What was only spoken of, without a number or a first name -> whose it is, and whose it may be.

use super::{ANNA, BARE};
use crate::identity::{Sighting, asked, check, known, pair, said, told, told_of};
use schakel::pipeline::identity::sighting::Why;

#[test]
fn a_statement_takes_the_first_name_of_the_one_child_and_a_report_does_not() {
    let of = |words: &str, known: &[_]| told_of(&asked(words), known, &[], true);
    let anna = known(1, &[told(ANNA)]);
    assert_eq!(of(BARE, std::slice::from_ref(&anna)), "own 1");
    check(BARE, std::slice::from_ref(&anna), &[], "perhaps 1 Twins");
    assert_eq!(
        of("9 Vierman - 2013-01-20 home", std::slice::from_ref(&anna)),
        "perhaps 1 Twins",
        "it has a number of its own"
    );
    assert_eq!(
        of(
            "- Vierman Bram 2013-01-20 home",
            std::slice::from_ref(&anna)
        ),
        "perhaps 1 Twins",
        "and a name"
    );
    assert_eq!(
        of("- Vierman - 2013-01-20 away", std::slice::from_ref(&anna)),
        "perhaps 1 NameBirth",
        "and another home"
    );
    let numbered = known(2, &[told("2 Vierman - 2013-01-20 home")]);
    assert_eq!(
        of(BARE, &[anna, numbered.clone()]),
        "perhaps 1 Twins, perhaps 2 Twins",
        "two children"
    );
    assert_eq!(
        of(BARE, &[numbered]),
        "perhaps 2 Twins",
        "nobody told a first name"
    );
    assert_eq!(
        of(BARE, &[known(1, &[told(ANNA)]), known(3, &[told(BARE)])]),
        "own 1, perhaps 3 Twins alike",
        "no child that is told apart"
    );
}

#[test]
fn a_person_said_so_of_these_words() {
    let settled = |words: &str| Sighting {
        settled: true,
        ..told(words)
    };
    let anna = known(1, &[said(7, ANNA), settled("- Vierman - 2013-01-20 away")]);
    let asked = "- Vierman - 2013-01-20 away";
    check(asked, std::slice::from_ref(&anna), &[], "own 1");
    check(
        asked,
        &[known(1, &[told(ANNA), told(asked)])],
        &[],
        "words 1",
    );
    check(
        "- Vierman - 2013-01-20 -",
        std::slice::from_ref(&anna),
        &[],
        "perhaps 1 NameBirth",
    );
    // unless another child fits them
    check(
        asked,
        &[
            anna.clone(),
            known(2, &[told("- Vierman Bram 2013-01-20 away")]),
        ],
        &[],
        "perhaps 1 Twins, perhaps 2 Twins",
    );
    check(
        asked,
        &[anna.clone(), known(2, &[said(8, asked)])],
        &[],
        "own 1, perhaps 2 Twins alike",
    );
    check(
        asked,
        &[anna, known(2, &[told("- Vierman Bram 2013-01-20 home")])],
        &[],
        "own 1, perhaps 2 NameBirth",
    );
}

#[test]
fn who_was_spoken_of_in_the_same_words_and_never_said_anything_of_is_the_same_stranger() {
    check(BARE, &[known(1, &[told(BARE)])], &[], "words 1");
    check(
        BARE,
        &[known(1, &[said(7, BARE)])],
        &[],
        "perhaps 1 Twins alike",
    );
    check(
        BARE,
        &[known(1, &[told(BARE), said(7, "- Vierman - 2013-01-20 -")])],
        &[],
        "perhaps 1 Twins",
    );
    check(
        BARE,
        &[known(1, &[told("- Vierman - 2013-01-20 -")])],
        &[],
        "perhaps 1 NameBirth",
    );
    // who it is goes before who it may be
    check(
        ANNA,
        &[known(1, &[said(7, ANNA)]), known(2, &[told(BARE)])],
        &[],
        "own 1, perhaps 2 Twins",
    );
}

#[test]
fn what_was_said_without_number_and_first_name_may_be_a_twins() {
    let anna = known(
        1,
        &[told(ANNA), said(9, BARE), said(7, BARE), said(8, ANNA)],
    );
    let bram = known(2, &[told("- Vierman Bram 2013-01-20 home")]);
    check(
        ANNA,
        &[anna.clone(), bram.clone()],
        &[],
        "own 1, unsure [7, 9], perhaps 2 Twins",
    );
    check(ANNA, std::slice::from_ref(&anna), &[], "own 1");
    check(
        ANNA,
        &[anna.clone(), bram.clone()],
        &[pair(1, 2, Why::Twins, true)],
        "own 1",
    );
    check(
        ANNA,
        &[
            anna.clone(),
            known(2, &[told("- Vierman Bram 2013-01-20 away")]),
        ],
        &[],
        "own 1, perhaps 2 NameBirth",
    );
    check(
        ANNA,
        &[
            anna.clone(),
            known(2, &[said(6, "- Vierman - 2013-01-20 home")]),
        ],
        &[],
        "own 1, perhaps 2 Twins",
    );
    let settled = known(
        1,
        &[
            told(ANNA),
            Sighting {
                settled: true,
                ..said(7, BARE)
            },
        ],
    );
    check(ANNA, &[settled, bram], &[], "own 1, perhaps 2 Twins");
    let partly = known(1, &[told(ANNA), said(7, "- Vierman - 2013-01-20 -")]);
    check(
        ANNA,
        &[partly, known(2, &[told("- Vierman Bram 2013-01-20 home")])],
        &[],
        "own 1, perhaps 2 Twins",
    );
}

#[test]
fn a_withdrawal_about_nobody_known_is_asked_of_everybody_born_that_day() {
    let alone = |words: &str| Sighting {
        alone: true,
        ..said(7, words)
    };
    check(
        ANNA,
        &[known(1, &[alone("- Bos - 2013-01-20 away")])],
        &[],
        "perhaps 1 Withdrawal",
    );
    check(
        ANNA,
        &[known(1, &[alone("- Bos - 2013-01-00 away")])],
        &[],
        "perhaps 1 Withdrawal",
    );
    check(
        ANNA,
        &[known(1, &[alone("- Bos - 2013-01-21 away")])],
        &[],
        "",
    );
    check(
        ANNA,
        &[known(1, &[said(7, "- Bos - 2013-01-20 away")])],
        &[],
        "",
    );
    check(
        ANNA,
        &[known(1, &[alone("- Vierman - 2013-01-20 away")])],
        &[],
        "perhaps 1 NameBirth",
    );
}
