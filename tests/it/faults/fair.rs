//! The intake alone, without a broker: what one source sends holds up no other.

use super::alone::{Alone, again, breaking, message};
use schakel::arrival::Settlement;
use schakel::message::Inbound;
use std::sync::atomic::Ordering;

/// One message of so many reports, numbered from `first` on.
fn many(first: usize, count: usize) -> Inbound {
    let one = crate::given::xml(&[]);
    let (begin, end) = (
        one.find("<Verzuimgeval>").unwrap(),
        one.rfind("</Verzuimgeval>").unwrap() + "</Verzuimgeval>".len(),
    );
    let all: String = (first..first + count)
        .map(|n| one[begin..end].replace("<Nummer>7<", &format!("<Nummer>{n}<")))
        .collect();
    crate::given::inbound(
        "thorbecke",
        format!("{}{all}{}", &one[..begin], &one[end..]),
    )
}

#[tokio::test]
async fn a_message_of_many_documents_holds_up_nobody_else() {
    let alone = Alone::new();
    let (calls, decide) = breaking();
    let mut neighbour = crate::given::inbound("wijkteam-ijssel", "niets leesbaars");
    neighbour.message_id = Some("neighbour".to_owned());
    let settled = alone
        .take(
            vec![many(1, 90), message(900), neighbour, many(101, 80)],
            &decide,
        )
        .await;
    assert_eq!(
        (settled, calls.load(Ordering::SeqCst)),
        (vec![Settlement::Ack; 4], 4)
    );
    let sources: Vec<String> = alone
        .documents()
        .await
        .into_iter()
        .map(|document| document.source)
        .collect();
    assert_eq!(sources.len(), 172);
    assert!(
        sources
            .iter()
            .position(|source| source == "wijkteam-ijssel")
            .unwrap()
            <= 16,
        "the neighbour had its turn"
    );
    let ids: Vec<String> = alone
        .documents()
        .await
        .into_iter()
        .map(|document| document.id)
        .filter(|id| id.starts_with("01AB"))
        .collect();
    let numbers: Vec<usize> = ids
        .iter()
        .map(|id| id.trim_start_matches("01AB.").parse().unwrap())
        .collect();
    let expected: Vec<usize> = (1..=90).chain([900]).chain(101..=180).collect();
    assert_eq!(numbers, expected, "and each source kept its order");
}

#[tokio::test]
async fn a_message_that_could_be_recorded_only_in_part_comes_again_and_nothing_is_there_twice() {
    let alone = Alone::new();
    let (_, decide) = breaking();
    let stranger = rusqlite::Connection::open(alone.folder.path().join("hub.db")).unwrap();
    let no = "CREATE TRIGGER no BEFORE INSERT ON document WHEN NEW.id = '01AB.80' BEGIN SELECT RAISE(ABORT, 'no'); END";
    stranger.execute_batch(no).unwrap();
    assert_eq!(
        alone.take(vec![many(1, 90)], &decide).await,
        [Settlement::Redeliver]
    );
    let before = alone.documents().await.len();
    assert!((1..80).contains(&before), "{before} are on record");
    assert_eq!(
        alone
            .take(vec![again(many(1, 90)), message(900)], &decide)
            .await,
        [Settlement::Redeliver, Settlement::Ack]
    );
    stranger.execute_batch("DROP TRIGGER no").unwrap();
    assert_eq!(
        alone.take(vec![again(many(1, 90))], &decide).await,
        [Settlement::Ack]
    );
    let seen = alone
        .hub
        .store
        .read(|store| store.overview())
        .await
        .unwrap();
    assert_eq!(
        (alone.documents().await.len(), seen.routed, seen.dispatches),
        (91, 91, 91)
    );
}
