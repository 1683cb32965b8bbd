//! Two partners of one role for the same place and day: `check` refuses them, a stand-in included.

use super::texts;
use schakel::catalog::{Catalog, Texts};

fn wrong(change: impl FnOnce(&mut Texts)) -> Vec<String> {
    let mut texts = texts();
    change(&mut texts);
    Catalog::compile(&texts)
        .err()
        .unwrap_or_default()
        .iter()
        .map(|one| one.text.clone())
        .collect()
}

fn replaced(from: &str, to: &str) -> impl FnOnce(&mut Texts) {
    move |texts: &mut Texts| {
        assert!(texts.partners.text.contains(from), "{from}");
        texts.partners.text = texts.partners.text.replacen(from, to, 1);
    }
}

const LEERPLICHT_TOO: &str = "\n[[stand_in]]\nrole = \"leerplicht\"\nfor = [\"0148\"]\npartner = \"00000099000000001000\"\nfrom = 2026-01-01\n";

#[test]
fn a_stand_in_beside_the_gemeentes_own_is_refused() {
    let found = wrong(|texts| texts.region.text.push_str(LEERPLICHT_TOO));
    let how = "van een rol ontvangt er precies één; beperk `area`, `from` of `until`, of geef de rol in termen.toml `meer = true`";
    assert_eq!(
        found,
        [format!(
            "partner `Leerplicht Dalfsen`: rol `leerplicht` voor gemeente 0148 is vanaf 2026-01-01 ook van `Leerplicht Zwolle`: {how}"
        )]
    );
    // from the day after the other stopped it is none
    let after = |texts: &mut Texts| {
        texts.region.text.push_str(LEERPLICHT_TOO);
        texts.partners.text = texts.partners.text.replacen(
            "user = \"sit-lp-dalfsen-r\"\n",
            "user = \"sit-lp-dalfsen-r\"\nuntil = 2025-12-31\n",
            1,
        );
    };
    assert_eq!(wrong(after), Vec::<String>::new());
    // a role that may be several says so
    let several = |texts: &mut Texts| {
        texts.region.text.push_str(LEERPLICHT_TOO);
        texts.terms.text = texts.terms.text.replacen(
            "code = \"leerplicht\"\n",
            "code = \"leerplicht\"\nmeer = true\n",
            1,
        );
    };
    assert_eq!(wrong(several), Vec::<String>::new());
}

#[test]
fn teams_of_one_gemeente_are_told_apart_by_their_wijken_and_one_access() {
    assert_eq!(wrong(|_| {}), Vec::<String>::new());
    let one = |found: Vec<String>| {
        assert!(
            found.len() == 1 && found[0].contains("rol `wijkteam` voor gemeente 0193"),
            "{found:?}"
        )
    };
    one(wrong(replaced("toegang = true\n", "")));
    one(wrong(replaced(
        ", wijk = [\"Holtenbroek\", \"WK019304\"]",
        "",
    )));
    one(wrong(replaced(
        "area = { gemeente = [\"0193\"], wijk",
        "toegang = true\narea = { gemeente = [\"0193\"], wijk",
    )));
    // a buurt lies in its wijk
    let buurt = |texts: &mut Texts| {
        let at = texts
            .partners
            .text
            .find("name = \"Wijkteam Zwolle\"")
            .unwrap();
        let (before, after) = texts.partners.text.split_at(at);
        texts.partners.text = format!(
            "{before}{}",
            after.replacen("[\"0193\"] }", "[\"0193\"], wijk = [\"BU01930402\"] }", 1)
        );
    };
    one(wrong(buurt));
}

#[test]
fn wijk_and_toegang_say_nothing_of_a_role_that_no_row_finds_so() {
    let said = "`wijk` en `toegang` zeggen iets van een rol die een rij langs de woonwijk vindt, en `leerplicht` is dat niet";
    let found = wrong(replaced(
        "name = \"Leerplicht Hattem\"\n",
        "name = \"Leerplicht Hattem\"\ntoegang = true\n",
    ));
    assert_eq!(found, [format!("partner `Leerplicht Hattem`: {said}")]);
    let nowhere = wrong(replaced(
        "area = { brin = [\"01AB\", \"02CD\"] }",
        "area = { brin = [\"01AB\", \"02CD\"], wijk = [\"x\"] }",
    ));
    assert_eq!(
        nowhere,
        ["partner `Smw Zwolle`: `wijk` en `toegang` gelden binnen een gemeente: zet die in `area`"]
    );
}

#[test]
fn two_of_one_role_for_one_school_are_refused() {
    let found = wrong(replaced(
        "area = { brin = [\"01AB\", \"02CD\"] }\nkinds = [\"zorgsignaal.school/1\"]",
        "area = { brin = [\"01AB\", \"02CD\"] }\nkinds = [\"zorgsignaal.school/1\"]",
    ));
    assert_eq!(found, Vec::<String>::new());
    let jgz = |texts: &mut Texts| {
        let at = texts
            .partners
            .text
            .find("name = \"Jgz IJsselland\"")
            .unwrap();
        let from = texts.partners.text[..at].rfind("[[partner]]").unwrap();
        let end = texts.partners.text[at..]
            .find("[[partner]]")
            .map_or(texts.partners.text.len(), |to| at + to);
        let other = texts.partners.text[from..end]
            .replace("8100", "8200")
            .replace("IJsselland", "Twee")
            .replace("jgz", "jgz2")
            .replace("\"jgz2\"", "\"jgz\"");
        texts
            .partners
            .text
            .push_str(&other.replace(", \"02CD\"", ""));
    };
    let found = wrong(jgz);
    assert!(
        found.len() == 1
            && found[0].starts_with(
                "partner `Jgz Twee`: rol `jgz` voor school 01AB is ook van `Jgz IJsselland`"
            ),
        "{found:?}"
    );
    // where one begins after the other has ended, there is one on each day
    let after = |texts: &mut Texts| {
        jgz(texts);
        let mut change = |from: &str, to: &str| {
            assert!(texts.partners.text.contains(from));
            texts.partners.text = texts.partners.text.replacen(from, to, 1);
        };
        change(
            "user = \"sit-jgz-r\"\n",
            "user = \"sit-jgz-r\"\nuntil = 2026-06-30\n",
        );
        change(
            "user = \"sit-jgz2-r\"\nfrom = 2020-01-01",
            "user = \"sit-jgz2-r\"\nfrom = 2026-07-01",
        );
    };
    assert_eq!(wrong(after), Vec::<String>::new());
}
