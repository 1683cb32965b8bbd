//! Valid + the verdict -> the only body that a channel takes. Default deny: a leaf passes only when a row lets its
//! category through.

use super::disclosure::Share;
use super::validate::Valid;
use crate::catalog::Catalog;
use crate::catalog::schema::{Leaf, Shape};
use crate::catalog::term::Categories;
use crate::message::Private;
use crate::party::Party;
use serde_json::Value;
use uuid::Uuid;

/// Names the events of this hub; the value has no meaning of its own.
const EVENTS: Uuid = Uuid::from_u128(0x6f3c_2e0a_8f5b_4d0e_9a3e_5c1b_7d42_90aa);

/// An event for one recipient, with only the data that the verdict lets through. Only `minimise` makes one.
pub struct Minimised {
    event: Uuid,
    event_type: String,
    body: Private<Vec<u8>>,
}

impl Minimised {
    /// Id of the event, the same at every try.
    pub fn event(&self) -> Uuid {
        self.event
    }

    /// CloudEvents type of the event.
    pub fn event_type(&self) -> &str {
        &self.event_type
    }

    /// A structured CloudEvent in JSON.
    pub fn body(&self) -> &Private<Vec<u8>> {
        &self.body
    }
}

/// The id of the event that one document becomes for one partner: the same across tries, replays, crashes and hubs.
pub fn event_id(valid: &Valid, partner: &Party) -> Uuid {
    let body = valid.body().expose();
    let text = |name| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut name = Vec::new();
    let unit = partner.unit.as_deref();
    for part in [text("source"), text("id"), &partner.oin, &partner.role]
        .into_iter()
        .chain(unit)
    {
        name.extend((part.len() as u64).to_be_bytes());
        name.extend(part.as_bytes());
    }
    Uuid::new_v5(&EVENTS, &name)
}

/// Makes the event for one partner. `recorded` is when the document was recorded, RFC 3339.
pub fn minimise(
    catalog: &Catalog,
    valid: &Valid,
    share: &Share,
    partner: &Party,
    recorded: &str,
) -> Minimised {
    let kind = valid.kind();
    let event_type = share.withdrawn_as(catalog).unwrap_or(&kind.event_type);
    let event = event_id(valid, partner);
    let mut body = Vec::with_capacity(1024);
    body.push(b'{');
    let source = format!("urn:nld:oin:{}:systeem:schakel", catalog.region.oin);
    let id = event.to_string();
    let attributes = [
        ("specversion", "1.0"),
        ("id", &id),
        ("source", &source),
        ("type", event_type),
        ("time", recorded),
        ("datacontenttype", "application/json"),
    ];
    for (name, value) in attributes {
        write_text(&mut body, name);
        body.push(b':');
        write_text(&mut body, value);
        body.push(b',');
    }
    body.extend(b"\"data\":");
    let mut writer = Writer {
        always: catalog.terms.always,
        secret: catalog.terms.secret,
        share,
        body: &mut body,
        pointer: String::new(),
    };
    let passed = valid
        .body()
        .expose()
        .get("data")
        .is_some_and(|data| writer.value(&kind.shape, data));
    if !passed {
        body.extend(b"{}");
    }
    body.push(b'}');
    Minimised {
        event,
        event_type: event_type.to_owned(),
        body: Private::new(body),
    }
}

struct Writer<'a> {
    always: Categories,
    secret: Categories,
    share: &'a Share,
    body: &'a mut Vec<u8>,
    pointer: String,
}

impl Writer<'_> {
    /// Writes the parts of a value that pass; true when any part did.
    fn value(&mut self, shape: &Shape, value: &Value) -> bool {
        match (shape, value) {
            (Shape::Leaf(leaf), _) => {
                self.passes(leaf, value) && serde_json::to_writer(&mut *self.body, value).is_ok()
            }
            (Shape::Object(fields), Value::Object(values)) => {
                let inner = values.iter().filter_map(|(name, value)| {
                    Some((Some(name.as_str()), fields.get(name)?, value))
                });
                self.group(b'{', inner, b'}')
            }
            (Shape::List(shape), Value::Array(values)) => self.group(
                b'[',
                values.iter().map(|value| (None, &**shape, value)),
                b']',
            ),
            _ => false,
        }
    }

    /// Writes an object or a list; one that stays empty is not written at all.
    fn group<'v>(
        &mut self,
        open: u8,
        inner: impl Iterator<Item = (Option<&'v str>, &'v Shape, &'v Value)>,
        close: u8,
    ) -> bool {
        let start = self.body.len();
        self.body.push(open);
        let mut any = false;
        for (at, (name, shape, value)) in inner.enumerate() {
            let (before, above) = (self.body.len(), self.pointer.len());
            if any {
                self.body.push(b',');
            }
            self.pointer.push('/');
            match name {
                Some(name) => {
                    write_text(self.body, name);
                    self.body.push(b':');
                    self.pointer.push_str(name);
                }
                None => self.pointer.push_str(&at.to_string()),
            }
            if self.value(shape, value) {
                any = true;
            } else {
                self.body.truncate(before);
            }
            self.pointer.truncate(above);
        }
        if any {
            self.body.push(close)
        } else {
            self.body.truncate(start)
        }
        any
    }

    fn passes(&self, leaf: &Leaf, value: &Value) -> bool {
        let category = leaf.category;
        if value.is_null()
            || value.is_object()
            || value.is_array()
            || self.share.without.contains(&self.pointer)
        {
            return false;
        }
        if self.always.contains(category) {
            return true;
        }
        if self.share.secret_address && self.secret.contains(category) {
            return false;
        }
        self.share.grants.iter().any(|grant| {
            let limits = &grant.row.values;
            grant.categories.contains(category)
                && (limits.is_empty()
                    || limits
                        .get(&self.field())
                        .is_none_or(|allowed| allowed.contains(value)))
        })
    }

    /// The place as a rule names it: dotted, without positions in lists.
    fn field(&self) -> String {
        let names = self
            .pointer
            .split('/')
            .filter(|name| !name.bytes().all(|b| b.is_ascii_digit()));
        names.collect::<Vec<_>>().join(".")
    }
}

fn write_text(body: &mut Vec<u8>, text: &str) {
    // writing JSON text into memory cannot fail
    drop(serde_json::to_writer(body, text));
}
