//! The two lists of municipalities -> codes of now and of before.

use super::{text, told};
use jiff::civil::{Date, date};
use schakel::catalog::place::{Municipalities, Municipality, NotAMunicipality};

const EXISTING: &str = "gemeentecode,naam\n0193,Zwolle\n0363,Amsterdam\n\n";
/// Twice merged: 0001 into 0002 into 0363; and two that became each other, which nobody should write.
const MERGED: &str =
    "gemeentecode,opvolger,per\n0001,0002,2010-01-01\n0002,0363,2020-01-01\n\n0008,0009,2001-01-01\n0009,0008,2001-01-01\n";

fn lists() -> Municipalities {
    Municipalities::compile(&text("gemeenten.csv", EXISTING), &text("opgegaan.csv", MERGED)).unwrap()
}

fn code(text: &str) -> Municipality {
    text.parse().unwrap()
}

#[track_caller]
fn current(old: &str, on: Date, expected: Option<&str>) {
    assert_eq!(lists().current(&code(old), on).as_ref().map(Municipality::as_str), expected, "{old} on {on}");
}

#[test]
fn a_code_is_followed_as_far_as_it_was_merged_on_that_day() {
    current("0193", date(2026, 1, 1), Some("0193"));
    current("0001", date(2009, 12, 31), Some("0001"));
    current("0001", date(2010, 1, 1), Some("0002")); // that very day
    current("0001", date(2019, 12, 31), Some("0002"));
    current("0001", date(2020, 1, 1), Some("0363"));
    current("0002", date(2026, 1, 1), Some("0363"));
    current("9999", date(2026, 1, 1), None);
}

#[test]
fn codes_that_became_each_other_end_somewhere() {
    assert!(lists().current(&code("0008"), date(2026, 1, 1)).is_some());
}

#[test]
fn a_code_of_before_is_known_and_shown_as_a_code() {
    let lists = lists();
    assert!(lists.knows("0193") && lists.knows("0001"));
    assert!(!lists.knows("9999") && !lists.knows("193") && !lists.knows("Zwolle"));
    assert_eq!((lists.name(&code("0193")), lists.name(&code("0001"))), ("Zwolle", "0001"));
}

#[test]
fn a_code_is_four_digits_and_what_is_none_says_how_long_it_was() {
    let wrong = |text: &str| text.parse::<Municipality>().map_err(|error: NotAMunicipality| error.to_string());
    assert_eq!(wrong("0193").unwrap(), code("0193"));
    for (text, length) in [("193", 3), ("01930", 5), ("019a", 4), ("", 0)] {
        assert_eq!(wrong(text).unwrap_err(), format!("geen gemeentecode: vier cijfers verwacht, {length} tekens gekregen"));
    }
}

#[test]
fn every_line_that_is_wrong_is_told_by_its_number() {
    let existing = text("gemeenten.csv", "gemeentecode,naam\n0193;Zwolle\n0363,Amsterdam\n36,Almelo\n");
    let merged = text("opgegaan.csv", "gemeentecode,opvolger,per\n0001,0002\n0001,0002,eens\n1,0002,2010-01-01\n0001,2,2010-01-01\n");
    let (first, second) = ("verwacht `gemeentecode,naam`", "verwacht `gemeentecode,opvolger,per`");
    let expected = [
        format!("2: {first}"),
        format!("4: {first}"),
        format!("2: {second}"),
        format!("3: {second}"),
        format!("4: {second}"),
        format!("5: {second}"),
    ];
    assert_eq!(told(Municipalities::compile(&existing, &merged)), expected);
    let only = |existing: &str, merged: &str| told(Municipalities::compile(&text("a", existing), &text("b", merged))).len();
    assert_eq!((only(EXISTING, MERGED), only("x\n1\n", MERGED), only(EXISTING, "x\n1\n")), (0, 1, 1));
}
