//! What the users of sources and partners may not do, tried with another client than the hub's.

use super::{settings, wanted};
use crate::shared::{Vhost, vhost_for};
use lapin::options::{
    BasicConsumeOptions, BasicGetOptions, BasicPublishOptions, ConfirmSelectOptions,
    QueueDeclareOptions,
};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties, ErrorKind};
use schakel::broker::apply;
use schakel::management::Management;
use schakel::message::Private;

const REFUSED: u16 = 403;
const PRECONDITION_FAILED: u16 = 406;

struct User {
    connection: Connection,
    name: String,
}

/// The users that `apply` made, in the order of their names: library, school.
async fn users(vhost: &Vhost) -> [User; 2] {
    let password = Private::new("guest".to_owned());
    let management = Management::new(&vhost.node.management(), "guest", password).unwrap();
    let mut wanted = wanted(vhost);
    wanted.watcher = None;
    let mut other = wanted.sources[0].clone();
    other.name = "other".to_owned();
    other.user = "guest".to_owned();
    wanted.sources.push(other);
    let applied = apply(&settings(vhost.amqp()), Some(&management), &wanted)
        .await
        .unwrap();
    let mut users = Vec::new();
    for (name, password) in applied.passwords {
        let url = vhost.node.amqp(&vhost.name, &name, password.expose());
        let connection = Connection::connect(&url, ConnectionProperties::default())
            .await
            .unwrap();
        users.push(User { connection, name });
    }
    users.try_into().map_err(|_| "two users").unwrap()
}

impl User {
    async fn channel(&self) -> Channel {
        self.connection.create_channel().await.unwrap()
    }

    async fn publish(&self, exchange: &str, properties: BasicProperties) -> Result<(), u16> {
        let channel = self.channel().await;
        channel
            .confirm_select(ConfirmSelectOptions::default())
            .await
            .unwrap();
        let options = BasicPublishOptions::default();
        let sent = channel.basic_publish(
            exchange.into(),
            "in.other".into(),
            options,
            b"{}",
            properties,
        );
        code(sent.await.unwrap().await.map(drop))
    }

    async fn read(&self, queue: &str) -> Result<(), u16> {
        let options = BasicConsumeOptions::default();
        let channel = self.channel().await;
        let none = FieldTable::default();
        let consumer = channel
            .basic_consume(queue.into(), "".into(), options, none)
            .await;
        code(consumer.map(drop))?;
        let channel = self.channel().await;
        code(
            channel
                .basic_get(queue.into(), BasicGetOptions::default())
                .await
                .map(drop),
        )
    }
}

fn code(result: lapin::Result<()>) -> Result<(), u16> {
    result.map_err(|error| match error.kind() {
        ErrorKind::ProtocolError(error) => error.get_id(),
        other => panic!("{other:?}"),
    })
}

#[tokio::test]
async fn a_source_may_send_and_read_its_answers_and_nothing_else() {
    let vhost = vhost_for("source-rights").await;
    let [_, school] = users(&vhost).await;
    let plain = BasicProperties::default;
    assert_eq!(school.publish("in.school", plain()).await, Ok(()));
    assert_eq!(school.read("answer.school").await, Ok(()));
    for exchange in [
        "in.other",
        "to.library",
        "answer",
        "dlx.schakel",
        "",
        "amq.topic",
    ] {
        assert_eq!(
            school.publish(exchange, plain()).await,
            Err(REFUSED),
            "{exchange}"
        );
    }
    for queue in [
        "in.school",
        "dlq.school",
        "in.other",
        "answer.other",
        "to.library",
    ] {
        assert_eq!(school.read(queue).await, Err(REFUSED), "{queue}");
    }
    let declare = school.channel().await;
    let (options, none) = (QueueDeclareOptions::default(), FieldTable::default());
    let made = declare
        .queue_declare("answer.school".into(), options, none)
        .await
        .map(drop);
    assert_eq!(code(made), Err(REFUSED));
}

#[tokio::test]
async fn a_source_cannot_speak_for_somebody_else() {
    let vhost = vhost_for("forged").await;
    let [library, school] = users(&vhost).await;
    let signed = |name: &str| BasicProperties::default().with_user_id(name.into());
    assert_eq!(
        school.publish("in.school", signed(&school.name)).await,
        Ok(())
    );
    let forged = school.publish("in.school", signed(&library.name)).await;
    assert_eq!(forged, Err(PRECONDITION_FAILED));
}

#[tokio::test]
async fn a_partner_may_read_its_own_queue_and_nothing_else() {
    let vhost = vhost_for("partner-rights").await;
    let [library, _] = users(&vhost).await;
    assert_eq!(library.read("to.library").await, Ok(()));
    for queue in ["in.school", "answer.school", "dlq.school"] {
        assert_eq!(library.read(queue).await, Err(REFUSED), "{queue}");
    }
    for exchange in ["in.school", "to.library", "answer", ""] {
        let sent = library.publish(exchange, BasicProperties::default()).await;
        assert_eq!(sent, Err(REFUSED), "{exchange}");
    }
}
