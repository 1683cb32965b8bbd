//! One number, two reports, and both were sent to the one who answers: it waits, a person says whose report it answers, and that one gets it.

use super::flight::{Memory, all};
use super::town::{by, hub, input, noon, town};
use super::{actions, refuses, start, with_why};
use crate::moment::ms;
use crate::world::{Sent, World};
use schakel::broker::PublishFailure;
use schakel::catalog::Catalog;
use schakel::cli::explain::rulings;
use schakel::desk::Order;
use schakel::hub::choice::{self, Waiting};
use schakel::number::{AlertNo, DispatchNo, DocumentNo, LineNo};
use schakel::outcome::{Code, Outcome};
use schakel::pipeline::Ruling;
use schakel::store::State;
use serde_json::{Value, json};
use std::sync::Arc;

const VO: &str = "00000099000000003000/school";
const PO: &str = "00000099000000002000/school";
/// The feedback, after four documents of the one school and two of the other.
const FEEDBACK: DocumentNo = DocumentNo(7);

/// Two schools signal two children to one wijkteam under one number, and the wijkteam answers.
async fn answered(watched: &'static str) -> Memory {
    let memory = hub(
        &Arc::new(noon(16).into()),
        watched,
        town(|partners| partners),
    );
    for name in ["moeder", "vader", "kind", "signaal"] {
        memory
            .comes(by("vo", &input(&format!("tienman-{name}"))))
            .await;
    }
    let mut other = input("oeinde-signaal");
    other["data"]["meldingsnummer"] = json!("11-s");
    memory.comes(by("po", &input("oeinde-ja"))).await;
    memory.comes(by("po", &other)).await;
    assert_eq!(
        memory.answers("po", 2).await[1]["ontvangers"],
        json!(["wijkteam"])
    );
    memory.mailbox("to.wt-holtenbroek", 2).await;
    memory
        .comes(by("wt-holtenbroek", &input("tienman-terugkoppeling")))
        .await;
    let told = memory.answers("wt-holtenbroek", 1).await.remove(0);
    assert_eq!(
        (&told["uitkomst"], &told["code"]),
        (&json!("stopped"), &json!("disclosure.manual")),
        "{told}"
    );
    memory
}

async fn waiting(memory: &Memory) -> Vec<Waiting> {
    let (catalog, limits) = (memory.hub.catalog.load_full(), memory.hub.limits);
    memory
        .hub
        .store
        .read(move |store| choice::all(store, &catalog, limits, ms(noon(16)).day()))
        .await
        .unwrap()
}

async fn choose(memory: &Memory, document: DocumentNo, reporter: &str) -> (String, Option<bool>) {
    let (lines, end) = all(memory
        .ask(Order::Choose {
            document,
            reporter: reporter.to_owned(),
        })
        .await)
    .await;
    (lines.join("\n"), end)
}

/// What `schakel explain` says of the feedback, by this store.
async fn explained(memory: &Memory, catalog: &Catalog) -> Ruling {
    let body = input("tienman-terugkoppeling").to_string().into_bytes();
    let (source, today) = (&catalog.sources["wt-holtenbroek"], ms(noon(16)).day());
    rulings(
        catalog,
        memory.hub.limits,
        &memory.hub.store,
        source,
        body,
        today,
    )
    .await
    .unwrap()
    .remove(0)
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_to_two_reports_of_one_number_goes_to_the_reporter_whom_a_person_chose() {
    for (chosen, to, other) in [(VO, "to.vo", "to.po"), (PO, "to.po", "to.vo")] {
        let memory = answered("to.nobody").await;
        let [one] = &waiting(&memory).await[..] else {
            panic!("one waits")
        };
        assert_eq!(
            (one.document.n, one.document.source.as_str()),
            (FEEDBACK, "wt-holtenbroek")
        );
        assert_eq!(one.reporters, [PO, VO].map(|party| party.parse().unwrap()));
        let catalog = memory.hub.catalog.load_full();
        assert!(!explained(&memory, &catalog).await.shares());

        // who did not report, or not in this role, is no reporter; another document waits for nobody
        for stranger in [
            "00000099000000001001/wijkteam",
            "00000099000000003000/leerplicht",
            "00000099000000003000",
            "",
        ] {
            let (said, done) = choose(&memory, FEEDBACK, stranger).await;
            assert!(
                done == Some(false)
                    && said.contains("is geen melder van wie dit document kan zijn"),
                "{said}"
            );
        }
        let (said, done) = choose(&memory, DocumentNo(4), VO).await;
        assert!(
            done == Some(false) && said.contains("document 4 wacht niet op een keuze"),
            "{said}"
        );
        assert_eq!(waiting(&memory).await.len(), 1, "nothing of it was kept");

        let (said, done) = choose(&memory, FEEDBACK, chosen).await;
        assert!(
            done == Some(true) && said.contains("opnieuw beoordeeld: 1 routed"),
            "{said}"
        );
        let told = memory.answers("wt-holtenbroek", 2).await.remove(1);
        assert_eq!(
            (&told["uitkomst"], &told["ontvangers"]),
            (&json!("routed"), &json!(["school"])),
            "{told}"
        );
        let got = memory.mailbox(to, 1).await.remove(0);
        assert_eq!(got["data"]["meldingsnummer"], "11-s");
        assert!(
            memory.mailbox(other, 0).await.is_empty(),
            "the other hears nothing"
        );
        assert!(waiting(&memory).await.is_empty());
        assert!(
            explained(&memory, &catalog).await.shares(),
            "explained as it was ruled"
        );
        assert!(
            memory
                .hub
                .store
                .read(|store| store.open_alerts(AlertNo::START, 9))
                .await
                .unwrap()
                .iter()
                .all(|alert| alert.document != Some(FEEDBACK))
        );

        // a choice is of one document: the next answer waits again
        let mut next = input("tienman-terugkoppeling");
        next["id"] = json!("later");
        memory.comes(by("wt-holtenbroek", &next)).await;
        assert_eq!(
            memory.answers("wt-holtenbroek", 3).await[2]["code"],
            "disclosure.manual"
        );
        let log = memory
            .hub
            .store
            .read(|store| store.log(LineNo::START, 99))
            .await
            .unwrap();
        let chosen_once: Vec<&String> = log
            .iter()
            .map(|line| &line.body)
            .filter(|body| body.contains("reporter.chosen"))
            .collect();
        let [line] = chosen_once[..] else {
            panic!("{chosen_once:?}")
        };
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            (&line["document"], &line["reporter"], &line["reason"]),
            (&json!(FEEDBACK), &json!(chosen), &json!("test"))
        );
        memory.stops().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_choice_holds_when_the_answer_is_ruled_on_anew_before_it_is_sent() {
    let mut memory = answered("to.vo").await;
    choose(&memory, FEEDBACK, VO).await;
    memory.sent().await.answer(Err(PublishFailure::Unroutable));
    memory.sent().await.answer(Ok(()));
    memory.becomes(DispatchNo(3), State::Delivered).await;
    assert!(memory.mailbox("to.po", 0).await.is_empty());
    let document = memory
        .hub
        .store
        .read(|store| store.document(FEEDBACK))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(document.outcome, Outcome::Routed);
    memory.stops().await;
}

/// The report of whoever was chosen is taken back before the answer has gone: it does not become the other's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_does_not_go_to_another_than_was_chosen_though_only_that_one_is_left() {
    let mut memory = answered("to.vo").await;
    choose(&memory, FEEDBACK, VO).await;
    let first = memory.sent().await;
    // the report of whoever was chosen counts no more
    let gone = |store: &schakel::store::Writing<'_>| {
        store.put_payload(DocumentNo(4), "vo", "11-s", b"{}")?;
        assert!(
            store.replayed(DispatchNo(1), ms(1))?
                && store.withdrawn(DispatchNo(1), Code::Dropped, ms(1))?
        );
        Ok(())
    };
    memory.hub.store.write(gone).await.unwrap();
    first.answer(Err(PublishFailure::Unroutable));
    memory.becomes(DispatchNo(3), State::Parked).await;
    let [one] = &waiting(&memory).await[..] else {
        panic!("it waits for a person again")
    };
    assert_eq!(
        (&one.reporters, &one.parked),
        (
            &vec![PO.parse().unwrap()],
            &vec![(DispatchNo(3), VO.parse().unwrap())]
        )
    );
    let (said, done) = choose(&memory, FEEDBACK, PO).await;
    assert!(
        done == Some(false) && said.contains("trek haar in met `schakel drop 3`"),
        "{said}"
    );
    assert!(memory.mailbox("to.po", 0).await.is_empty());
    memory.stops().await;
}

fn example(kind: &str, name: &str, id: &str, change: impl FnOnce(&mut Value)) -> Sent {
    let path = format!(
        "{}/schemas/{kind}/examples/valid/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let mut event: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    event["id"] = json!(id);
    change(&mut event["data"]);
    Sent::event(&event)
}

#[tokio::test]
async fn the_night_watch_sees_who_reported_and_chooses_by_the_program() {
    let mut world = World::new("melder").await;
    start(&mut world).await;
    world
        .send(
            "meander",
            &[example("verzuimmelding", "dagen", "m", |data| {
                data["meldingsnummer"] = json!("01AB-7")
            })],
        )
        .await;
    world.answers("meander", 1).await;
    world
        .send("thorbecke", &[Sent::xml(crate::given::xml(&[]))])
        .await;
    world.answers("thorbecke", 1).await;
    world.settled(2).await;
    let text = "Meldingsnummer;Volgnummer;Datum;Status;Reden afgesloten;Toelichting;Contactpersoon;Functie;Telefoon;E-mail\r\n\
                01AB-7;1;16-03-2026;ter kennisneming aangenomen;;gezien door gemeente;;;;\r\n";
    let csv = Sent {
        body: text.as_bytes().to_vec(),
        content_type: Some("text/csv".to_owned()),
        ..Sent::default()
    };
    world.send("leerplicht-zwolle", &[csv]).await;
    let told = world.answers("leerplicht-zwolle", 1).await.remove(0);
    assert_eq!(told["code"], "disclosure.manual", "{told}");

    let listed = world.schakel_ok(&["melder"]);
    assert!(
        listed.starts_with("document 3  ")
            && listed.contains("van leerplicht-zwolle: terugkoppeling.leerplicht/1"),
        "{listed}"
    );
    assert!(
        listed.contains(&format!("melder {VO}  "))
            && listed.contains("melder 00000099000000002000/school  "),
        "{listed}"
    );
    assert!(
        listed.ends_with("1 keer een keuze tussen melders\n"),
        "{listed}"
    );
    assert!(
        !listed.contains("01AB-7") && !listed.contains("9999000"),
        "neither the number nor anybody: {listed}"
    );
    refuses(
        &world,
        &["melder", "--document", "3", "--kies", VO],
        "zeg met `--reden` waarom",
    );
    refuses(
        &world,
        &with_why(&[
            "melder",
            "--document",
            "3",
            "--kies",
            "00000099000000001000/leerplicht",
        ]),
        "is geen melder",
    );
    refuses(
        &world,
        &with_why(&["melder", "--document", "1", "--kies", VO]),
        "wacht niet op een keuze",
    );
    refuses(&world, &["melder", "--kies", VO], "");
    assert!(
        world
            .schakel_ok(&with_why(&["melder", "--document", "3", "--kies", VO]))
            .contains("1 routed")
    );
    let got = world.take("meander", "to.meander", 1).await.remove(0);
    assert_eq!(got["data"]["status"], "TER_KENNISNEMING");
    world.settled(3).await;
    assert!(world.mailbox("thorbecke").await.is_empty());
    assert_eq!(
        world.schakel_ok(&["melder"]),
        "0 keer een keuze tussen melders\n"
    );
    let [line] = &actions(&world, "reporter.chosen").await[..] else {
        panic!("one line")
    };
    assert_eq!(
        (&line["actor"], &line["reporter"]),
        (&json!("Nachtwacht"), &json!(VO))
    );
    world.stop().await;
    world.log_is_whole();
}
