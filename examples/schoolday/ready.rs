//! The log of a hub that runs -> what it says of itself at `/klaar`, in a line.

use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// All that there is to say of a hub with which nothing is wrong.
pub(crate) const WELL: &str = "klaar, en niets is verminderd";

const PATIENCE: Duration = Duration::from_secs(30);

/// Asks at the address that the log tells.
pub(crate) async fn ask(log: &Path) -> Result<String> {
    let log = fs::read_to_string(log)?;
    let served = log
        .lines()
        .rfind(|line| line.contains("metrics and health are served"));
    let address = served
        .and_then(|line| line.split("address=").nth(1)?.split_whitespace().next())
        .context("de hub luistert niet")?;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(PATIENCE)
        .build()?;
    let page: Value = client
        .get(format!("http://{address}/klaar"))
        .send()
        .await?
        .json()
        .await?;
    let (missing, less) = (named(&page, "ontbreekt"), named(&page, "verminderd"));
    Ok(match (missing.is_empty(), less.is_empty()) {
        (true, true) => WELL.to_owned(),
        (true, false) => format!("klaar, en verminderd: {}", less.join(", ")),
        (false, _) => format!("niet klaar: {}", missing.join(", ")),
    })
}

/// What a list of the page names, and of which queue or partner.
fn named(page: &Value, list: &str) -> Vec<String> {
    let text = |one: &Value, field: &str| {
        one.get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let all = page
        .get(list)
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    all.map(|one| {
        format!("{} {}", text(one, "wat"), text(one, "over"))
            .trim_end()
            .to_owned()
    })
    .collect()
}
