//! All files together -> one catalog, or every complaint at once in the order of file and line, each only once.

use super::text;
use crate::given::{catalog, texts};
use schakel::catalog::policy::RowState;
use schakel::catalog::{Catalog, Texts};

/// Complaints of the whole, as `file: text`, where `change` spoils something.
fn wrong(change: impl FnOnce(&mut Texts)) -> Vec<String> {
    let mut texts = texts();
    change(&mut texts);
    let complaints = Catalog::compile(&texts).err().unwrap_or_default();
    let name = |file: &str| {
        file.rsplit('/')
            .take(2)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
            .join("/")
    };
    complaints
        .into_iter()
        .map(|complaint| format!("{}: {}", name(&complaint.file), complaint.text))
        .collect()
}

fn policy<'t>(texts: &'t mut Texts, name: &str) -> &'t mut String {
    &mut texts
        .policies
        .iter_mut()
        .find(|text| text.place == name)
        .unwrap()
        .text
}

#[test]
fn the_files_of_the_repository_are_right() {
    assert_eq!(wrong(|_| {}), [] as [&str; 0]);
}

#[test]
fn every_file_counts_for_the_version() {
    let version = |change: &dyn Fn(&mut Texts)| {
        let mut texts = texts();
        change(&mut texts);
        Catalog::compile(&texts).unwrap().version
    };
    let first = version(&|_| {});
    assert!(
        first.len() == 12 && first.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{first}"
    );
    assert_eq!(first, catalog().version);
    let blank: [fn(&mut Texts) -> &mut String; 9] = [
        |texts| &mut texts.envelope.text,
        |texts| &mut texts.terms.text,
        |texts| &mut texts.partners.text,
        |texts| &mut texts.region.text,
        |texts| &mut texts.agreements.text,
        |texts| &mut texts.schemas[0].text,
        |texts| &mut texts.adapters[0].text,
        |texts| &mut texts.policies[0].text,
        |texts| &mut texts.merged.text,
    ];
    for file in blank {
        assert_ne!(version(&|texts| file(texts).push('\n')), first);
    }
}

#[test]
fn what_only_follows_from_another_mistake_is_not_told() {
    let said = wrong(|texts| {
        let schema = texts
            .schemas
            .iter_mut()
            .find(|text| text.place == "verzuimmelding/v1.json")
            .unwrap();
        schema.text = schema.text.replacen("\"title\"", "\"titel\"", 1);
    });
    assert!(
        said.iter()
            .any(|said| said.ends_with("`title` ontbreekt: hoe mensen dit bericht noemen")),
        "{said:#?}"
    );
    assert!(
        !said.iter().any(|said| said.contains("bestaat niet")),
        "{said:#?}"
    );
}

#[test]
fn one_slip_in_the_closed_lists_is_told_alone() {
    let said = wrong(|texts| {
        texts.terms.text = texts
            .terms
            .text
            .replacen("code = \"ADRES\"", "code = \"ID\"", 1)
    });
    assert_eq!(
        said.len(),
        1,
        "{} complaints: {:#?}",
        said.len(),
        &said[..said.len().min(5)]
    );
    assert!(
        said[0].starts_with("policies/termen.toml: ") && said[0].contains("`ID`"),
        "{said:#?}"
    );
    let said = wrong(|texts| {
        texts.terms.text = texts
            .terms
            .text
            .replacen("gewoon = \"adres\"", "gewon = \"adres\"", 1)
    });
    assert_eq!(
        (said.len(), said[0].contains("`gewon` is onbekend")),
        (1, true),
        "{} complaints",
        said.len()
    );
}

#[test]
fn a_row_that_is_switched_on_but_is_off_nowhere_hears_which_are_off() {
    let said =
        wrong(|texts| texts.region.text = format!("rows_on = [\"99\"]\n{}", texts.region.text));
    let off = catalog()
        .rows
        .values()
        .flatten()
        .find(|row| row.state == RowState::Uit)
        .unwrap();
    assert!(
        said.len() == 1 && said[0].contains("rows_on: rij `99` staat nergens uit; uit staan: "),
        "{said:#?}"
    );
    assert!(said[0].contains(&format!("`{}`", off.id)), "{said:#?}");
}

#[test]
fn who_signs_an_agreement_is_a_source_or_a_partner_here() {
    let said = wrong(|texts| {
        texts.agreements.text =
            texts
                .agreements
                .text
                .replacen("00000099000000001000", "00000099000000077000", 1)
    });
    assert_eq!(
        said,
        [
            "ijssel-vecht/agreements.toml: afspraak `signaalverzuim`: OIN `00000099000000077000` staat niet in sources.toml of partners.toml"
        ]
    );
    let spoilt = wrong(|texts| {
        texts.partners.text = texts
            .partners
            .text
            .replacen("\"leerplicht\"", "\"plicht\"", 1)
    });
    assert!(
        !spoilt.iter().any(|said| said.contains("agreements.toml")),
        "without partners nobody is looked for: {spoilt:#?}"
    );
}

#[test]
fn a_kind_that_is_nowhere_is_told() {
    let said = wrong(|texts| {
        let file = policy(texts, "leerplicht.toml");
        *file = file.replacen("\"verzuimmelding/1\"", "\"verzuimmelding/9\"", 1);
    });
    assert_eq!(
        said.iter()
            .filter(|said| said.contains("bericht `verzuimmelding/9` bestaat niet"))
            .count(),
        1,
        "{said:#?}"
    );
}

#[test]
fn a_schema_has_a_name_with_a_number_and_a_type_of_its_own() {
    for place in [
        "verzuimmelding/een.json",
        "verzuimmelding/v1.toml",
        "verzuimmelding/vx.json",
    ] {
        let said = wrong(|texts| texts.schemas[0].place = place.to_owned());
        assert!(
            said.iter()
                .any(|said| said.ends_with("een schema heet `<berichtsoort>/v<nummer>.json`")),
            "{said:#?}"
        );
    }
    let said = wrong(|texts| {
        let other = texts
            .schemas
            .iter()
            .find(|text| text.place == "thuiszittersmelding/v1.json")
            .unwrap()
            .clone();
        let mut twin = text(
            "tweeling/v1.json",
            other.text.replace(
                "urn:schakel:thuiszittersmelding:1",
                "urn:schakel:tweeling:1",
            ),
        );
        twin.path = "tweeling/v1.json".to_owned();
        texts.schemas.push(twin);
    });
    assert!(
        said.iter()
            .any(|said| said
                == "tweeling/v1.json: een ander schema heeft hetzelfde CloudEvents-type"),
        "{said:#?}"
    );
}

#[test]
fn a_kind_without_a_row_goes_nowhere_and_that_is_told() {
    let said = wrong(|texts| {
        let other = texts
            .schemas
            .iter()
            .find(|text| text.place == "thuiszittersmelding/v1.json")
            .unwrap()
            .clone();
        let twin = other
            .text
            .replace("urn:schakel:thuiszittersmelding:1", "urn:schakel:eenling:1")
            .replace("thuiszittersmeldingen.v1", "eenlingen.v1");
        texts.schemas.push(text("eenling/v1.json", twin));
    });
    assert_eq!(
        said,
        [
            "eenling/v1.json: geen enkele rij in policies gaat over `eenling/1`: zo kan het nergens heen"
        ]
    );
}

#[test]
fn an_id_stands_for_one_row() {
    let said = wrong(|texts| {
        let mut copy = texts
            .policies
            .iter()
            .find(|text| text.place == "leerplicht.toml")
            .unwrap()
            .clone();
        copy.path = "kopie.toml".to_owned();
        texts.policies.push(copy);
    });
    assert!(
        said.iter()
            .any(|said| said == "kopie.toml: rij `1` bestaat al"),
        "{said:#?}"
    );
}

#[test]
fn an_agreement_that_no_row_names_does_nothing_and_that_is_told() {
    let said = wrong(|texts| {
        texts.agreements.text = texts.agreements.text.replace("signaalverzuim", "handdruk")
    });
    assert_eq!(
        said,
        ["ijssel-vecht/agreements.toml: afspraak `handdruk`: geen enkele rij noemt haar"]
    );
}

#[test]
fn complaints_stand_in_the_order_of_file_and_line_and_each_once() {
    let said = wrong(|texts| {
        texts.region.text = texts.region.text.replace("00000099000000010000", "x");
        texts.agreements.text =
            texts
                .agreements
                .text
                .replacen("signed  = 2025-12-10", "signed  = 2027-12-10", 1);
        texts.consent.text = texts.consent.text.replace("van  = 12", "van  = 13");
    });
    let mut sorted = said.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((said.len(), &said), (3, &sorted), "{said:#?}");
}

#[test]
fn json_that_is_none_is_told_of_the_profile_and_of_the_blocks() {
    let said = wrong(|texts| {
        texts.envelope.text = "{".to_owned();
        texts.blocks.text = "[".to_owned();
    });
    for file in ["nlgov-cloudevent/v1.1.json", "bouwstenen/v1.json"] {
        assert!(
            said.iter()
                .any(|said| said.starts_with(&format!("{file}: geen geldige JSON"))),
            "{file}: {said:#?}"
        );
    }
}

#[test]
fn rows_and_agreements_are_found_for_a_giver_on_a_day() {
    let all = catalog();
    let ids = |kind: &str, giver: &'static str, day| {
        all.rows_for(kind, giver, day)
            .map(|row| row.id.as_str())
            .collect::<Vec<_>>()
    };
    let today = crate::given::TODAY;
    assert!(ids("verzuimmelding/1", "school", today).contains(&"1"));
    assert!(
        ids("verzuimmelding/1", "vervoerder", today).is_empty()
            && ids("verzuimmelding/9", "school", today).is_empty()
    );
    assert!(ids("verzuimmelding/1", "school", jiff::civil::date(1999, 1, 1)).is_empty());
    let (school, leerplicht) = ("00000099000000002000", "00000099000000001000");
    assert!(
        all.agreed("signaalverzuim", school, leerplicht, today)
            && !all.agreed("iets", school, leerplicht, today)
    );
    assert!(!all.agreed("signaalverzuim", school, "00000099000000001100", today));
    assert!(
        all.agreements()
            .iter()
            .any(|one| one.name() == "signaalverzuim")
    );
    assert!(all.by_hand("melding.veiligthuis/1") && !all.by_hand("verzuimmelding/1"));
    assert_eq!(
        all.kind_of_type("nl.onderwijsjeugdhulp.verzuimmeldingen.v1")
            .unwrap()
            .name,
        "verzuimmelding/1"
    );
    assert!(all.kind_of_type("nl.niets.v1").is_none());
}
