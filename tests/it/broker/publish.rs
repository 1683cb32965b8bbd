//! Success means that the message is in a queue, and one mailbox's trouble stays there.

use super::{laid_out, message, ready, settings};
use futures_util::future::join_all;
use schakel::broker::{PublishFailure, Publisher};
use serde_json::json;

#[tokio::test]
async fn a_missing_exchange_is_noticed_by_its_own_mailbox_only() {
    let vhost = laid_out("missing-exchange").await;
    let publisher = Publisher::new(settings(vhost.amqp()));
    let (library, nobody) = (publisher.mailbox("library"), publisher.mailbox("nobody"));
    let good = (0..200).map(|id| {
        let library = &library;
        async move {
            library
                .publish(message("to.library", "", &id.to_string()))
                .await
        }
    });
    let bad = (0..50).map(|id| {
        let nobody = &nobody;
        async move {
            nobody
                .publish(message("to.nobody", "", &id.to_string()))
                .await
        }
    });
    let (good, bad) = tokio::join!(join_all(good), join_all(bad));
    assert!(good.iter().all(Result::is_ok), "{good:?}");
    assert!(
        bad.iter()
            .all(|sent| *sent == Err(PublishFailure::Unroutable)),
        "{bad:?}"
    );
    assert_eq!(ready(&vhost, "to.library").await, 200);

    assert_eq!(
        publisher.probe("to.nobody").await,
        Err(PublishFailure::Unroutable)
    );
    assert_eq!(publisher.probe("to.library").await, Ok(()));
    assert_eq!(
        nobody.publish(message("to.library", "", "after")).await,
        Ok(())
    );
}

/// What is written to a channel that the broker has just closed costs the connection, and so all who publish over it.
#[tokio::test]
async fn an_exchange_that_stays_away_does_not_cut_the_connection_of_others() {
    let vhost = laid_out("stays-away").await;
    let publisher = Publisher::new(settings(vhost.amqp()));
    let library = publisher.mailbox("library");
    for round in 0..300 {
        let nobody = publisher.mailbox("nobody"); // a hub that starts, or comes back to a partner after a while
        let bad = (0..64).map(|id| {
            let nobody = &nobody;
            async move {
                nobody
                    .publish(message("to.nobody", "", &id.to_string()))
                    .await
            }
        });
        let good = async {
            library
                .publish(message("to.library", "", &round.to_string()))
                .await
        };
        let (good, bad) = tokio::join!(good, join_all(bad));
        assert_eq!(good, Ok(()), "in round {round}");
        assert!(
            bad.iter()
                .all(|sent| *sent == Err(PublishFailure::Unroutable)),
            "in round {round}: {bad:?}"
        );
    }
    assert_eq!(ready(&vhost, "to.library").await, 300);
    let exchange = format!("/api/exchanges/{}/to.nobody", vhost.name);
    vhost
        .node
        .put(&exchange, &json!({ "type": "fanout", "durable": true }))
        .await
        .unwrap();
    let (there, binding) = (
        json!({}),
        format!("/api/bindings/{}/e/to.nobody/q/to.library", vhost.name),
    );
    vhost.node.post(&binding, &there).await.unwrap();
    assert_eq!(
        publisher
            .mailbox("nobody")
            .publish(message("to.nobody", "", "there"))
            .await,
        Ok(())
    );
}

/// The library never uses the number of a channel again that the broker closed: a partner that is missing for a weekend spoils them all.
#[tokio::test]
async fn a_connection_whose_channels_are_used_up_is_made_anew() {
    let vhost = laid_out("worn").await;
    let publisher = Publisher::new(settings(format!("{}?channel_max=20", vhost.amqp())));
    let mut answers = Vec::new();
    for _ in 0..100 {
        answers.push(publisher.probe("to.nobody").await);
    }
    let told = answers
        .iter()
        .filter(|answer| **answer == Err(PublishFailure::Unroutable))
        .count();
    assert!(told >= 90, "{answers:?}");
    assert_eq!(
        publisher
            .mailbox("library")
            .publish(message("to.library", "", "1"))
            .await,
        Ok(())
    );
}

#[tokio::test]
async fn an_exchange_without_a_queue_is_unroutable() {
    let vhost = laid_out("unbound").await;
    vhost
        .node
        .delete_queue(&vhost.name, "to.library")
        .await
        .unwrap();
    let library = Publisher::new(settings(vhost.amqp())).mailbox("library");
    let sent = library.publish(message("to.library", "", "1")).await;
    assert_eq!(sent, Err(PublishFailure::Unroutable));
}

#[tokio::test]
async fn of_many_in_flight_exactly_those_that_came_back_are_unroutable() {
    const ROUNDS: u32 = 10;
    let vhost = laid_out("which-came-back").await;
    // kept in memory, so that its confirms come as soon as those of what comes back, and under one number
    let (queue, binding) = ("queues", "bindings");
    let path = |what: &str, rest: &str| format!("/api/{what}/{}/{rest}", vhost.name);
    let memory = json!({ "durable": false });
    vhost
        .node
        .put(&path(queue, "quick"), &memory)
        .await
        .unwrap();
    let key = json!({ "routing_key": "quick" });
    vhost
        .node
        .post(&path(binding, "e/answer/q/quick"), &key)
        .await
        .unwrap();
    let answers = Publisher::new(settings(vhost.amqp())).mailbox("answer");
    for round in 0..ROUNDS {
        let sends = (0..200).map(|number| {
            let answers = &answers;
            let key = if number % 4 == 1 { "nobody" } else { "quick" };
            let id = format!("{round}-{number}");
            async move { (key, answers.publish(message("answer", key, &id)).await) }
        });
        for (key, sent) in join_all(sends).await {
            let expected = if key == "nobody" {
                Err(PublishFailure::Unroutable)
            } else {
                Ok(())
            };
            assert_eq!(sent, expected);
        }
    }
    assert_eq!(ready(&vhost, "quick").await, ROUNDS * 150);
}

#[tokio::test]
async fn a_full_queue_rejects() {
    let vhost = laid_out("full").await;
    let policy = json!({
        "pattern": "^to\\.", "apply-to": "queues",
        "definition": { "max-length": 1, "overflow": "reject-publish" },
    });
    vhost
        .node
        .put(&format!("/api/policies/{}/full", vhost.name), &policy)
        .await
        .unwrap();
    let library = Publisher::new(settings(vhost.amqp())).mailbox("library");
    let mut last = Ok(());
    for id in 0..20 {
        last = library
            .publish(message("to.library", "", &id.to_string()))
            .await;
    }
    assert_eq!(last, Err(PublishFailure::Rejected));
}

#[tokio::test]
async fn a_name_that_amqp_cannot_write_harms_nobody() {
    let vhost = laid_out("long-name").await;
    let library = Publisher::new(settings(vhost.amqp())).mailbox("library");
    let long = "x".repeat(300);
    assert_eq!(
        library.publish(message("to.library", &long, "1")).await,
        Err(PublishFailure::Unwritable)
    );
    assert_eq!(
        library.publish(message("to.library", "", "2")).await,
        Ok(())
    );
}
