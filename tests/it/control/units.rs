//! Two wijkteams under one OIN: each has its own mailbox, and a consent that names neither waits for a person.

use super::town::{by, hub, input, noon, town};
use schakel::number::DocumentNo;
use schakel::outcome::Code;
use serde_json::{Value, json};
use std::sync::Arc;

const OIN: &str = "00000099000000001001";

/// The team of Holtenbroek and one for the rest of the municipality, as units of one organisation.
fn divided(partners: &str) -> String {
    let at = partners
        .find("[[partner]]\noin = \"00000099000000001001\"")
        .unwrap();
    let end = partners[at + 1..]
        .find("[[partner]]")
        .map_or(partners.len(), |next| at + 1 + next);
    let team = &partners[at..end];
    let unit = |name: &str, wijk: &str, access: &str| {
        let team = team.replace("role =", &format!("onderdeel = \"{name}\"\n{access}role ="));
        let team = team.replace(
            "gemeente = [\"0193\"]",
            &format!("gemeente = [\"0193\"]{wijk}"),
        );
        team.replace("wt-holtenbroek", &format!("wt-{name}"))
    };
    let units = unit("holtenbroek", ", wijk = [\"Holtenbroek\"]", "")
        + &unit("stad", "", "toegang = true\n");
    format!("{}{units}{}", &partners[..at], &partners[end..])
}

fn yes(unit: Option<&str>) -> Value {
    let mut yes = input("ointrek-ja");
    yes["data"]["leerling"]["voornamen"] = json!("Sit");
    if let Some(unit) = unit {
        yes["data"]["onderdeel"] = json!(unit);
    }
    yes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_unit_that_the_consent_names_gets_it_and_no_other() {
    let memory = hub(
        &Arc::new(noon(16).into()),
        "to.nobody",
        town(|partners| divided(&partners)),
    );
    memory.comes(by("po", &yes(Some("holtenbroek")))).await;
    memory.comes(by("po", &input("ointrek-signaal"))).await;
    let told = memory.answers("po", 2).await;
    assert_eq!(
        (&told[0]["uitkomst"], &told[1]["uitkomst"]),
        (&json!("register"), &json!("routed")),
        "{told:?}"
    );
    assert_eq!(memory.mailbox("to.wt-holtenbroek", 1).await.len(), 1);
    let verdicts = memory
        .hub
        .store
        .read(|store| store.verdicts(DocumentNo(2)))
        .await
        .unwrap();
    let teams = verdicts.iter().filter(|one| one.role == "wijkteam");
    let shown = teams
        .map(|one| (one.partner.as_ref().unwrap().to_string(), one.code))
        .collect::<Vec<_>>();
    let of = |unit: &str| format!("{OIN}/wijkteam/{unit}");
    assert_eq!(
        shown,
        [
            (of("holtenbroek"), None),
            (of("stad"), Some(Code::Condition))
        ]
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_yes_that_names_no_unit_is_remarked_on_and_what_rests_on_it_waits_until_one_does() {
    let memory = hub(
        &Arc::new(noon(16).into()),
        "to.nobody",
        town(|partners| divided(&partners)),
    );
    memory.comes(by("po", &yes(None))).await;
    memory.comes(by("po", &input("ointrek-signaal"))).await;
    let told = memory.answers("po", 2).await;
    assert_eq!(told[0]["opmerkingen"][0]["regel"], "onderdeel", "{told:?}");
    assert_eq!(
        (&told[1]["code"], &told[1]["problemen"][0]["regel"]),
        (&json!("disclosure.manual"), &json!("onderdeel")),
        "{told:?}"
    );
    let mut named = yes(Some("stad"));
    named["id"] = json!("o50");
    memory.comes(by("po", &named)).await;
    memory.comes(by("po", &input("ointrek-signaal"))).await;
    assert_eq!(
        memory.answers("po", 4).await[3]["uitkomst"],
        "routed",
        "sent again it is judged again"
    );
    assert_eq!(memory.mailbox("to.wt-stad", 1).await.len(), 1);
    memory.stops().await;
}
