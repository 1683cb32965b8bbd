//! An adapter + its examples -> complaints about those that come out otherwise.

use crate::catalog::Catalog;
use crate::catalog::complaint::Complaint;
use crate::catalog::partner::{Reading, Source};
use crate::load::Example;
use crate::message::{Content, Inbound, Private, Proof};
use crate::outcome::Stop;
use crate::pipeline::{Limits, adapt, decode, validate};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Large enough for any example.
const LIMITS: Limits = Limits {
    message_bytes: 4 << 20,
    documents: 1000,
};

pub(super) fn adapters(catalog: &Catalog, examples: &[Example]) -> Vec<Complaint> {
    let mut wrong = Vec::new();
    for (name, adapter) in &catalog.adapters {
        let is_input = |example: &&Example| {
            example.place.starts_with(&format!("{name}/examples/"))
                && example.place.contains(".in.")
        };
        let mut count = 0;
        for example in examples.iter().filter(is_input) {
            count += 1;
            let number = example.place.split(".in.").next().unwrap_or_default();
            let expected = examples
                .iter()
                .find(|other| other.place == format!("{number}.out.json"));
            let expected =
                expected.and_then(|out| serde_json::from_slice::<Value>(&out.bytes).ok());
            let actual = adapted(
                catalog,
                Reading::Adapter(Arc::clone(adapter)),
                &example.bytes,
            );
            if expected.as_ref() != Some(&actual) {
                let text = format!(
                    "{number}.out.json ontbreekt of verschilt; dit komt eruit:\n{actual:#}"
                );
                wrong.push(Complaint {
                    file: example.path.clone(),
                    line: None,
                    text,
                    missing: None,
                });
            }
        }
        if count == 0 {
            let text = format!(
                "adapter `{name}` heeft geen voorbeeld: maak examples/01.in.* en 01.out.json"
            );
            wrong.push(Complaint {
                file: format!("adapters/{name}/examples"),
                line: None,
                text,
                missing: None,
            });
        }
    }
    wrong
}

/// The documents that an adapter makes of a payload, each validated, in the form of an `.out.json`.
pub fn adapted(catalog: &Catalog, reading: Reading, bytes: &[u8]) -> Value {
    let source = Source::for_example(reading, catalog.kinds.keys().cloned().collect());
    let inbound = Inbound {
        source: source.name.clone(),
        proof: Proof::Nothing,
        content: Content::Payload,
        message_id: Some("voorbeeld".to_owned()),
        content_type: None,
        headers: BTreeMap::new(),
        body: Private::new(bytes.to_vec()),
        redelivered: false,
        arrived: None,
        content_encoding: None,
        unreadable: None,
    };
    let documents = decode::decode(catalog, &source, LIMITS, &inbound).and_then(|payload| {
        adapt::documents(catalog, &source, LIMITS, &inbound, payload, "voorbeeld")
    });
    match documents {
        Err(stop) => json!([stopped(&stop)]),
        Ok(documents) => documents
            .into_iter()
            .map(|document| {
                match document
                    .mapped
                    .and_then(|mapped| validate::validate(mapped, &source, super::EXAMPLE_DAY))
                {
                    Ok(valid) => valid.body().expose().clone(),
                    Err(stop) => stopped(&stop),
                }
            })
            .collect(),
    }
}

fn stopped(stop: &Stop) -> Value {
    json!({ "stop": stop.code.as_str(), "problems": stop.problems })
}
