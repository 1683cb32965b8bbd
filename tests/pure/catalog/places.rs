//! The two lists of municipalities -> codes of now and of before.

use super::{text, told};
use jiff::civil::{Date, date};
use schakel::catalog::complaint::Complaint;
use schakel::catalog::place::{Meant, Municipalities, Municipality, NotAMunicipality};

const EXISTING: &str = "gemeentecode,naam\n0193,Zwolle\n0363,Amsterdam\n\n";
/// Twice merged: 0001 into 0002 into 0363; and one that was divided.
const MERGED: &str = "gemeentecode,opvolger,per,naam\n0001,0002,2010-01-01,Een\n0002,0363,2020-01-01,Twee\n\n0003,0193+0363,2021-01-01,Drie\n";
const ABROAD: &str = "soort,waarde,naam\ngemeente,1999,Registratie\nnederland,NL,Nederland\n";

fn lists() -> Municipalities {
    compiled(EXISTING, MERGED, ABROAD).unwrap()
}

fn compiled(existing: &str, merged: &str, abroad: &str) -> Result<Municipalities, Vec<Complaint>> {
    Municipalities::compile(
        &text("gemeenten.csv", existing),
        &text("opgegaan.csv", merged),
        &text("buitenland.csv", abroad),
    )
}

fn code(text: &str) -> Municipality {
    text.parse().unwrap()
}

#[track_caller]
fn stands_for(old: &str, on: Date, expected: &Meant) {
    assert_eq!(&lists().on(&code(old), on), expected, "{old} on {on}");
}

fn one(text: &str) -> Meant {
    Meant::One(code(text))
}

#[test]
fn a_code_is_followed_as_far_as_it_was_merged_on_that_day() {
    stands_for("0193", date(2026, 1, 1), &one("0193"));
    stands_for("0001", date(2009, 12, 31), &one("0001"));
    stands_for("0001", date(2010, 1, 1), &one("0002")); // that very day
    stands_for("0001", date(2019, 12, 31), &one("0002"));
    stands_for("0001", date(2020, 1, 1), &one("0363"));
    stands_for("0002", date(2026, 1, 1), &one("0363"));
    stands_for("9999", date(2026, 1, 1), &Meant::Unknown);
}

#[test]
fn a_code_of_one_that_was_divided_stands_for_nobody_knows_which() {
    stands_for("0003", date(2020, 12, 31), &one("0003"));
    stands_for("0003", date(2021, 1, 1), &Meant::Divided);
}

#[test]
fn who_is_no_resident_lives_nowhere_here() {
    stands_for("1999", date(2026, 1, 1), &Meant::Nowhere);
    let lists = lists();
    assert!(lists.knows("1999") && !lists.exists(&code("1999")));
    assert!(
        lists.is_abroad("DE")
            && lists.is_abroad("Duitsland")
            && !lists.is_abroad("NL")
            && !lists.is_abroad(" nl ")
    );
    let without = compiled(EXISTING, MERGED, "").unwrap();
    assert!(!without.knows("1999") && without.is_abroad("NL"));
}

#[test]
fn a_code_of_before_is_known_and_has_its_name() {
    let lists = lists();
    assert!(lists.knows("0193") && lists.knows("0001") && lists.knows("0003"));
    assert!(!lists.knows("9999") && !lists.knows("193") && !lists.knows("Zwolle"));
    assert_eq!(
        (
            lists.name(&code("0193")),
            lists.name(&code("0001")),
            lists.name(&code("9999"))
        ),
        ("Zwolle", "Een", "9999")
    );
    let unnamed = compiled(
        EXISTING,
        "gemeentecode,opvolger,per\n0001,0363,2010-01-01\n",
        "",
    )
    .unwrap();
    assert_eq!(unnamed.name(&code("0001")), "0001");
}

#[test]
fn lists_that_do_not_fit_together_are_told_line_by_line() {
    let wrong = |existing: &str, merged: &str| told(compiled(existing, merged, ABROAD));
    let head = "gemeentecode,opvolger,per,naam\n";
    let merged = |lines: &str| wrong(EXISTING, &format!("{head}{lines}"));
    assert_eq!(
        wrong("0193,Zwolle\n0363,Amsterdam\n", head),
        ["1: de eerste regel is niet de kop `gemeentecode,naam`"]
    );
    assert_eq!(
        wrong(
            EXISTING,
            "0001,0363,2010-01-01,Een\n0002,0363,2010-01-01,Twee\n"
        ),
        ["1: de eerste regel is niet de kop `gemeentecode,opvolger,per,naam`"]
    );
    assert_eq!(
        wrong("", head)[0],
        "1: de eerste regel is niet de kop `gemeentecode,naam`"
    );
    let twice = "gemeentecode,naam\n0193,Zwolle\n0193,Zwol\n0363,Amsterdam\n";
    assert_eq!(
        wrong(twice, head),
        ["3: gemeentecode `0193` staat er twee keer: `Zwolle` en `Zwol`"]
    );
    assert_eq!(
        wrong("gemeentecode,naam\n1999,Niet\n", head),
        ["2: `1999` is in buitenland.csv geen gemeente"]
    );
    assert_eq!(
        merged("0001,0193,2010-01-01,Een\n0001,0363,2010-01-01,Een\n"),
        [
            "3: gemeentecode `0001` gaat twee keer op: zet van een gemeente die verdeeld is alle opvolgers op één regel, met `+` ertussen"
        ]
    );
    assert!(
        merged("0363,0193,2010-01-01,Amsterdam\n")[0]
            .starts_with("2: `0363` staat ook bij de gemeenten die er zijn")
    );
    assert_eq!(
        merged("0001,0777,2010-01-01,Een\n"),
        ["2: `0001` gaat op in `0777`, dat in geen van beide lijsten staat"]
    );
    assert_eq!(
        merged("0001,0193+0777,2010-01-01,Een\n"),
        ["2: `0001` gaat op in `0777`, dat in geen van beide lijsten staat"]
    );
    assert_eq!(
        merged("0001,0193+0193,2010-01-01,Een\n"),
        ["2: `0001` noemt opvolger `0193` twee keer"]
    );
    assert_eq!(
        merged("0001,0001,2010-01-01,Een\n"),
        ["2: `0001` gaat langs `0001` weer op in zichzelf"]
    );
    assert_eq!(
        merged("0008,0009,2001-01-01,Acht\n0009,0008,2002-01-01,Negen\n"),
        [
            "2: `0008` gaat langs `0009` weer op in zichzelf",
            "3: `0009` gaat langs `0008` weer op in zichzelf"
        ]
    );
    assert_eq!(
        merged("0001,0002,2020-01-01,Een\n0002,0363,2015-01-01,Twee\n"),
        ["2: `0001` gaat per 2020-01-01 op in `0002`, dat sinds 2015-01-01 niet meer bestaat"]
    );
}

#[test]
fn the_lists_of_the_repository_hold_the_codes_of_before_2022() {
    let places = &crate::given::catalog().places;
    let today = crate::given::TODAY;
    for (old, now) in [
        ("0003", "1979"),
        ("0457", "0363"),
        ("0018", "1952"),
        ("0365", "0361"),
        ("0530", "1992"),
        ("0064", "1900"),
    ] {
        assert_eq!(places.on(&code(old), today), one(now), "{old}");
    }
    for divided in ["0788", "0140", "0053", "1671", "0055"] {
        assert_eq!(
            places.on(&code(divided), today),
            Meant::Divided,
            "{divided}"
        );
    }
    assert_eq!(places.on(&code("0788"), date(2020, 12, 31)), one("0788"));
}

#[test]
fn a_code_is_four_digits_and_what_is_none_says_how_long_it_was() {
    let wrong = |text: &str| {
        text.parse::<Municipality>()
            .map_err(|error: NotAMunicipality| error.to_string())
    };
    assert_eq!(wrong("0193").unwrap(), code("0193"));
    for (text, length) in [("193", 3), ("01930", 5), ("019a", 4), ("", 0)] {
        assert_eq!(
            wrong(text).unwrap_err(),
            format!("geen gemeentecode: vier cijfers verwacht, {length} tekens gekregen")
        );
    }
}

#[test]
fn every_line_that_is_wrong_is_told_by_its_number() {
    let existing = "gemeentecode,naam\n0193;Zwolle\n0363,Amsterdam\n36,Almelo\n0036,\n";
    let merged = "gemeentecode,opvolger,per,naam\n0001,0002\n0001,0002,eens\n1,0002,2010-01-01\n0001,2,2010-01-01\n0001,0002+,2010-01-01\n";
    let abroad = "soort,waarde,naam\ngemeente,19,x\nland,NL,x\nnederland,,x\n";
    let mut expected: Vec<String> = [2, 4, 5]
        .map(|line| format!("{line}: verwacht `gemeentecode,naam`"))
        .into();
    expected.extend(
        [2, 3, 4, 5, 6].map(|line| format!("{line}: verwacht `gemeentecode,opvolger,per,naam`")),
    );
    expected.extend([2, 3, 4].map(|line| {
        format!("{line}: verwacht `gemeente,<code>,<naam>` of `nederland,<woord>,<naam>`")
    }));
    assert_eq!(told(compiled(existing, merged, abroad)), expected);
    assert_eq!(
        told(compiled(EXISTING, MERGED, "x\n")),
        ["1: de eerste regel is niet de kop `soort,waarde,naam`"]
    );
}
