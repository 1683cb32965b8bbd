//! A birth date that the BRP knows in part, at the desk: a no is heard, a yes is not taken.

use super::desk::{ONE, WIJKTEAM, child, documents, memory, order, report, told, yes};
use crate::given::inbound;
use schakel::desk::Order;
use schakel::number::DocumentNo;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_no_is_heard_with_the_part_of_a_birth_date_that_is_known_and_a_yes_asks_for_all_of_it() {
    let memory = memory();
    memory
        .comes(inbound("meander", yes(ONE, |_| {}).to_string()))
        .await;
    let known = |born: &str| {
        let mut child = child(ONE);
        child["geboortedatum"] = json!(born);
        child
    };
    for born in ["2018-09-00", "2018-00-00"] {
        let give = json!({ "verb": "give", "recipient": WIJKTEAM, "purpose": "hulp-bij-verzuim", "wording": "2026-1", "child": known(born) });
        let (said, well) = told(&memory, order("consent", ONE, give)).await;
        assert!(
            !well && said.contains("een ja vraagt de hele geboortedatum"),
            "{said}"
        );
        assert_eq!(
            documents(&memory).await.len(),
            1,
            "nothing of it is on record"
        );
    }
    let no = json!({ "verb": "refuse", "recipient": WIJKTEAM, "purpose": "hulp-bij-verzuim", "child": known("2018-00-00") });
    let (said, well) = told(&memory, order("consent", ONE, no)).await;
    assert!(
        well && said.starts_with("geweigerd: Gemeente Zwolle, "),
        "{said}"
    );
    let look = |born: &str| {
        let order = json!({ "command": "look", "source": "meander", "child": known(born), "what": "statements" });
        serde_json::from_value::<Order>(order).unwrap()
    };
    let (listed, _) = told(&memory, look("2018-00-00")).await;
    assert!(
        listed.contains(" zei nee: ")
            && listed.contains("vandaag mag dit niet, er is nee gezegd: "),
        "{listed}"
    );
    memory
        .comes(inbound("meander", report("m-1", ONE, |_| {}).to_string()))
        .await;
    let all = memory
        .hub
        .store
        .read(|store| store.dispatches(DocumentNo(3)))
        .await
        .unwrap();
    assert!(
        all.iter()
            .all(|dispatch| dispatch.partner.role != "wijkteam"),
        "the no may be about this child, whatever was said before"
    );
    for born in ["2018-00-17", "2018-13-00", "2018"] {
        let wrong =
            json!({ "command": "look", "source": "meander", "child": known(born), "what": "told" });
        assert!(serde_json::from_value::<Order>(wrong).is_err(), "{born}");
    }
    memory.stops().await;
}
