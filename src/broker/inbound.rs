//! A delivery -> `Inbound`, free of the library's types.

use super::feed::Feed;
use super::guard;
use super::typed;
use crate::message::{Content, Inbound, Private, Proof};
use lapin::message::Delivery;
use lapin::types::{AMQPValue, FieldTable, ShortString};
use std::collections::BTreeMap;

const DELIVERIES_BEFORE: &str = "x-delivery-count";

pub(super) fn inbound(feed: &Feed, delivery: Delivery) -> Inbound {
    let properties = delivery.properties;
    let headers = properties
        .headers()
        .as_ref()
        .map(scalars)
        .unwrap_or_default();
    let unreadable = properties.headers().as_ref().and_then(guard::unreadable);
    let came_before = headers
        .get(DELIVERIES_BEFORE)
        .is_some_and(|count| count != "0");
    Inbound {
        source: feed.source.clone(),
        proof: text(properties.user_id()).map_or(Proof::Nothing, Proof::AmqpUser),
        content: Content::Payload,
        message_id: text(properties.message_id()),
        content_type: text(properties.content_type()),
        content_encoding: text(properties.content_encoding()),
        redelivered: delivery.redelivered || came_before || feed.is_dead_letters(),
        arrived: None,
        headers,
        unreadable,
        body: Private::new(at_most(feed.most_bytes, delivery.data)),
    }
}

/// A copy of the first bytes, so that the rest of the memory is free.
fn at_most(bytes: usize, body: Vec<u8>) -> Vec<u8> {
    match body.get(..bytes) {
        Some(kept) if kept.len() < body.len() => kept.to_vec(),
        _ => body,
    }
}

fn text(property: &Option<ShortString>) -> Option<String> {
    property.as_ref().map(ToString::to_string)
}

fn scalars(headers: &FieldTable) -> BTreeMap<String, String> {
    let pairs = headers.inner().iter();
    pairs
        .filter_map(|(name, value)| {
            Some((
                name.to_string(),
                typed::time(name.as_str(), value).or_else(|| scalar(value))?,
            ))
        })
        .collect()
}

/// The text of a header value. Headers with a structure are left out: no adapter can name them.
fn scalar(value: &AMQPValue) -> Option<String> {
    Some(match value {
        AMQPValue::Boolean(value) => value.to_string(),
        AMQPValue::ShortShortInt(value) => value.to_string(),
        AMQPValue::ShortShortUInt(value) => value.to_string(),
        AMQPValue::ShortInt(value) => value.to_string(),
        AMQPValue::ShortUInt(value) => value.to_string(),
        AMQPValue::LongInt(value) => value.to_string(),
        AMQPValue::LongUInt(value) => value.to_string(),
        AMQPValue::LongLongInt(value) => value.to_string(),
        AMQPValue::Float(value) => value.to_string(),
        AMQPValue::Double(value) => value.to_string(),
        AMQPValue::Timestamp(value) => value.to_string(),
        AMQPValue::ShortString(value) => value.to_string(),
        AMQPValue::LongString(value) => std::str::from_utf8(value.as_bytes()).ok()?.to_owned(),
        AMQPValue::ByteArray(value) => std::str::from_utf8(value.as_slice()).ok()?.to_owned(),
        AMQPValue::DecimalValue(_)
        | AMQPValue::FieldArray(_)
        | AMQPValue::FieldTable(_)
        | AMQPValue::Void => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use lapin::types::FieldArray;

    fn delivery(headers: FieldTable, redelivered: bool) -> Delivery {
        let mut delivery = Delivery::mock(
            1,
            "in.school".into(),
            "".into(),
            redelivered,
            b"body".to_vec(),
        );
        delivery.properties = lapin::BasicProperties::default()
            .with_headers(headers)
            .with_user_id("school".into())
            .with_message_id("m1".into());
        delivery
    }

    fn table(pairs: impl IntoIterator<Item = (&'static str, AMQPValue)>) -> FieldTable {
        let mut table = FieldTable::default();
        for (name, value) in pairs {
            table.insert(name.into(), value);
        }
        table
    }

    #[test]
    fn scalars_come_over_as_text_and_structures_do_not() {
        let headers = table([
            ("kind", AMQPValue::LongString("verzuim".into())),
            ("versie", AMQPValue::LongInt(2)),
            ("x-death", AMQPValue::FieldArray(FieldArray::default())),
        ]);
        let inbound = inbound(&Feed::source("school"), delivery(headers, false));
        assert_eq!(inbound.headers.len(), 2);
        assert_eq!(inbound.headers["versie"], "2");
        assert_eq!(inbound.proof, Proof::AmqpUser("school".to_owned()));
        assert_eq!(inbound.message_id.as_deref(), Some("m1"));
        assert_eq!(inbound.content_type, None);
        assert!(!inbound.redelivered);
    }

    #[test]
    fn typed_attributes_of_an_event_come_over_as_its_json_would_have_them() {
        let headers = table([
            ("cloudEvents:time", AMQPValue::Timestamp(1_773_651_600)),
            (
                "cloudEvents:source",
                AMQPValue::ByteArray(b"urn:nld:oin:00000099000000002000:s".as_slice().into()),
            ),
            (
                "cloudEvents:type",
                AMQPValue::ByteArray(b"\xEF\xF9".as_slice().into()),
            ),
            ("sent", AMQPValue::Timestamp(u64::MAX)),
        ]);
        let inbound = inbound(&Feed::source("school"), delivery(headers, false));
        assert_eq!(inbound.headers["cloudEvents:time"], "2026-03-16T09:00:00Z");
        assert_eq!(
            inbound.headers["cloudEvents:source"],
            "urn:nld:oin:00000099000000002000:s"
        );
        assert_eq!(inbound.headers["sent"], u64::MAX.to_string());
        assert_eq!(
            inbound.headers.len(),
            3,
            "bytes that are no text are nobody's"
        );
    }

    #[test]
    fn of_a_message_that_is_too_large_just_enough_is_kept_to_see_that() {
        let kept = |bytes| {
            inbound(
                &Feed::source("school").of_at_most(bytes),
                delivery(FieldTable::default(), false),
            )
            .body
            .expose()
            .len()
        };
        assert_eq!((kept(3), kept(4), kept(5)), (4, 4, 4));
        assert_eq!(kept(1), 2);
    }

    #[test]
    fn a_flag_a_count_or_a_dead_letter_queue_means_redelivered() {
        let feed = Feed::source("school");
        let counted = |count| table([(DELIVERIES_BEFORE, AMQPValue::LongLongInt(count))]);
        assert!(inbound(&feed, delivery(FieldTable::default(), true)).redelivered);
        assert!(inbound(&feed, delivery(counted(1), false)).redelivered);
        assert!(!inbound(&feed, delivery(counted(0), false)).redelivered);
        let dead = Feed::dead_letters("school");
        assert!(inbound(&dead, delivery(FieldTable::default(), false)).redelivered);
    }
}
