//! Documents -> messages as four kinds of system write them.

pub(crate) mod csv;
pub(crate) mod events;
pub(crate) mod ggm;
pub(crate) mod xml;

/// A message on its way to a source's exchange.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) message_id: String,
    pub(crate) content_type: &'static str,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Without the user that the broker vouches for.
    pub(crate) anonymous: bool,
}

pub(crate) const XML: &str = "application/xml";
pub(crate) const CSV: &str = "text/csv";
pub(crate) const JSON: &str = "application/json";

impl Sent {
    pub(crate) fn new(message_id: String, content_type: &'static str, body: Vec<u8>) -> Self {
        Self {
            message_id,
            content_type,
            headers: Vec::new(),
            body,
            anonymous: false,
        }
    }
}
