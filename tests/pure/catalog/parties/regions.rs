//! A region, its stand-ins and its agreements -> from when to when they count, and everything that is wrong with them.

use super::{PARTNER, receiving};
use crate::catalog::{changed, text, told};
use crate::given::catalog;
use jiff::civil::date;
use schakel::catalog::complaint::Complaint;
use schakel::catalog::partner::Partner;
use schakel::catalog::place::Municipality;
use schakel::catalog::region::{Agreement, Region, agreements, region};

const REGION: &str = r#"name = "proef"
oin = "00000099000000010000"
serves = ["0193"]
guests = ["0148"]
[[stand_in]]
role = "leerplicht"
for = ["0148"]
partner = "00000099000000001000"
from = 2026-07-01
"#;

fn compiled(file: &str, with: Option<&mut [Partner]>) -> Result<Region, Vec<Complaint>> {
    region(&text("region.toml", file), with, &catalog().places)
}

#[track_caller]
fn wrong(replace: &[(&str, &str)], expected: &[&str]) {
    let mut partners = receiving(PARTNER).unwrap();
    assert_eq!(
        told(compiled(&changed(REGION, replace), Some(&mut partners))),
        expected,
        "{replace:?}"
    );
}

#[test]
fn a_stand_in_widens_its_partner_from_its_own_day() {
    let mut partners = receiving(PARTNER).unwrap();
    let region = compiled(REGION, Some(&mut partners)).unwrap();
    let served: Vec<&str> = region.serves.iter().map(Municipality::as_str).collect();
    assert_eq!(
        (region.name.as_str(), region.oin.as_str(), served),
        ("proef", "00000099000000010000", vec!["0148", "0193"])
    );
    let dalfsen = "0148".parse().unwrap();
    assert!(
        partners[0].serves(&dalfsen, date(2026, 7, 1))
            && !partners[0].serves(&dalfsen, date(2026, 6, 30))
    );
}

#[test]
fn a_stand_in_that_is_one_of_several_units_names_the_one() {
    let unit = |name: &str| {
        let named = format!("onderdeel = \"{name}\"\nrole =");
        changed(PARTNER, &[("role =", &named), ("\"Leerplicht\"", name)])
            .replace(&format!("name = {name}"), &format!("name = \"{name}\""))
    };
    let both = format!("{}{}", unit("noord"), unit("zuid"));
    let mut partners = receiving(&both).unwrap();
    let none = "8: stand_in: geen partner met OIN `00000099000000001000` en rol `leerplicht`, of `from` is geen datum";
    assert_eq!(told(compiled(REGION, Some(&mut partners))), [none]);
    let zuid = changed(REGION, &[("role =", "onderdeel = \"zuid\"\nrole =")]);
    assert!(compiled(&zuid, Some(&mut partners)).is_ok());
    let dalfsen = "0148".parse().unwrap();
    let serves: Vec<bool> = (partners.iter())
        .map(|partner| partner.serves(&dalfsen, date(2026, 7, 1)))
        .collect();
    assert_eq!(serves, [false, true]);
}

#[test]
fn everything_that_is_wrong_with_a_region_is_told() {
    wrong(&[], &[]);
    wrong(
        &[("\"00000099000000010000\"", "\"x\"")],
        &["2: `oin` van de hub is geen OIN"],
    );
    wrong(
        &[("[\"0193\"]", "[\"0193\", \"9999\"]")],
        &["3: gemeentecode `9999` staat niet in de gemeentelijst"],
    );
    wrong(
        &[("[\"0193\"]", "[\"0193\", \"Zwolle\"]")],
        &["3: gemeentecode `Zwolle` staat niet in de gemeentelijst"],
    );
    wrong(
        &[("for = [\"0148\"]", "for = [\"9998\"]")],
        &["7: gemeentecode `9998` staat niet in de gemeentelijst"],
    );
    let unserved =
        "3: partner `Leerplicht` bedient 0193, maar dat staat niet in `serves` of `guests`";
    wrong(&[("serves = [\"0193\"]", "serves = []")], &[unserved]);
    let missing = |oin: &str, role: &str| {
        format!("stand_in: geen partner met OIN `{oin}` en rol `{role}`, of `from` is geen datum")
    };
    wrong(
        &[("\"leerplicht\"", "\"wijkteam\"")],
        &[&format!(
            "8: {}",
            missing("00000099000000001000", "wijkteam")
        )],
    );
    wrong(
        &[("00000099000000001000", "00000099000000001100")],
        &[&format!(
            "8: {}",
            missing("00000099000000001100", "leerplicht")
        )],
    );
    wrong(
        &[("2026-07-01", "12:00:00")],
        &[&format!(
            "8: {}",
            missing("00000099000000001000", "leerplicht")
        )],
    );
}

#[test]
fn without_partners_nobody_is_looked_for() {
    assert_eq!(told(compiled(REGION, None)), [] as [&str; 0]);
    let file = changed(REGION, &[("for = [\"0148\"]", "for = [\"9998\"]")]);
    assert_eq!(
        told(compiled(&file, None)),
        ["7: gemeentecode `9998` staat niet in de gemeentelijst"]
    );
}

const AGREEMENT: &str = r#"[[agreement]]
name = "proef"
signed = 2026-01-01
from = 2026-01-01
until = 2026-12-31
parties = ["00000099000000002000", "00000099000000001000"]
"#;

fn agreed(replace: &[(&str, &str)]) -> Result<Vec<Agreement>, Vec<Complaint>> {
    agreements(&text("agreements.toml", changed(AGREEMENT, replace)), None)
}

#[test]
fn an_agreement_binds_its_parties_while_it_lasts() {
    let agreement = agreed(&[]).unwrap().remove(0);
    let (school, leerplicht, other) = (
        "00000099000000002000",
        "00000099000000001000",
        "00000099000000003000",
    );
    let (first, last) = (date(2026, 1, 1), date(2026, 12, 31));
    assert_eq!(agreement.name(), "proef");
    assert_eq!(
        agreement.parties().iter().collect::<Vec<_>>(),
        [leerplicht, school]
    );
    for (giver, recipient) in [(school, leerplicht), (leerplicht, school)] {
        assert!(
            agreement.binds("proef", giver, recipient, first)
                && agreement.binds("proef", giver, recipient, last)
        );
        assert!(!agreement.binds("ander", giver, recipient, first));
        assert!(!agreement.binds("proef", giver, recipient, first.yesterday().unwrap()));
        assert!(!agreement.binds("proef", giver, recipient, last.tomorrow().unwrap()));
    }
    assert!(
        !agreement.binds("proef", school, other, first)
            && !agreement.binds("proef", other, school, first)
    );
    let endless = agreed(&[("until = 2026-12-31\n", "")]).unwrap().remove(0);
    assert!(endless.binds("proef", school, leerplicht, date(2100, 1, 1)));
}

#[test]
fn an_agreement_is_signed_before_it_begins_by_organisations_that_have_an_oin() {
    let text = "2: afspraak `proef`: datums zonder tijd, getekend vóór de ingang, `until` niet voor `from`, partijen zijn OIN's";
    let spoilt: [&[(&str, &str)]; 6] = [
        &[("until = 2026-12-31", "until = 2025-12-31")],
        &[("signed = 2026-01-01", "signed = 2026-01-02")],
        &[("signed = 2026-01-01", "signed = 12:00:00")],
        &[("\nfrom = 2026-01-01", "\nfrom = 2026-01-01T12:00:00")],
        &[("until = 2026-12-31", "until = 12:00:00")],
        &[("\"00000099000000001000\"", "\"x\"")],
    ];
    for replace in spoilt {
        assert_eq!(told(agreed(replace)), [text], "{replace:?}");
    }
    assert!(agreed(&[("signed = 2026-01-01", "signed = 2025-12-31")]).is_ok());
    let both = "[\"00000099000000002000\", \"00000099000000001000\"]";
    for parties in [
        "[]",
        "[\"00000099000000002000\"]",
        "[\"00000099000000002000\", \"00000099000000002000\"]",
    ] {
        let wrong =
            "2: afspraak `proef`: noem ten minste twee partijen uit sources.toml of partners.toml";
        assert_eq!(told(agreed(&[(both, parties)])), [wrong], "{parties}");
    }
    assert!(
        agreements(&super::text("agreements.toml", ""), None)
            .unwrap()
            .is_empty()
    );
}
