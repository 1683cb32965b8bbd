//! A running hub -> pages for machines that watch it: counts, whether the hub lives, whether the hub is ready.
//! Never anything of a person.

mod fresh;

use crate::health::{Trouble, Weight};
use crate::hub::{Hub, troubles};
use crate::metrics::Metrics;
use crate::outcome::Code;
use crate::store::{StoreError, WaitingCounts};
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use fresh::Fresh;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tracing::{error, info};

/// How long a scrape waits for the store; after that the scrape gets the earlier counts.
const SCRAPE: Duration = Duration::from_secs(2);

struct ReadyWatch {
    hub: Arc<Hub>,
    /// Time that a write may take before the hub is called not ready.
    patience: Duration,
    writes: Fresh<bool>,
    waiting: Fresh<bool>,
}

/// The pages of one hub, until it is dropped.
#[derive(Debug)]
pub struct Web(JoinHandle<()>);

impl Web {
    /// Starts to answer on `listen`; port 0 takes a free port, and the log says which.
    pub async fn start(
        hub: Arc<Hub>,
        listen: SocketAddr,
        patience: Duration,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        info!(address = %listener.local_addr()?, "metrics and health are served");
        let watch = Arc::new(ReadyWatch {
            hub,
            patience,
            writes: Fresh::default(),
            waiting: Fresh::default(),
        });
        let router = Router::new()
            .route("/metrics", get(metrics))
            .route("/leeft", get(async || "leeft\n"))
            .route("/klaar", get(ready))
            .with_state(watch);
        Ok(Self(tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                error!(kind = ?error.kind(), "metrics and health are no longer served");
            }
        })))
    }

    /// Ends the pages, and lets go of the hub.
    pub async fn finish(mut self) {
        self.0.abort();
        let _ = (&mut self.0).await;
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn metrics(State(watch): State<Arc<ReadyWatch>>) -> axum::response::Response {
    let hub = Arc::clone(&watch.hub);
    let asked = watch.waiting.get(SCRAPE, async move {
        let store = hub.store.clone();
        if let Ok(sizes) = tokio::task::spawn_blocking(move || store.sizes()).await {
            hub.metrics.sizes(sizes);
        }
        let waiting: Result<WaitingCounts, StoreError> =
            hub.store.read(|store| store.waiting()).await;
        hub.metrics
            .waiting(&hub.catalog.load(), waiting.as_ref().ok(), (hub.clock)());
        waiting.is_ok()
    });
    let catalog = watch.hub.catalog.load_full();
    watch.hub.metrics.ready(watch.missing().await.is_empty());
    if asked.await.is_none() {
        watch
            .hub
            .metrics
            .waiting(&catalog, None, (watch.hub.clock)());
    }
    match watch.hub.metrics.render(&catalog) {
        Ok(page) => (
            [(
                header::CONTENT_TYPE,
                "application/openmetrics-text; version=1.0.0; charset=utf-8",
            )],
            page,
        )
            .into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Answers 200, or 503 with the names of the troubles.
async fn ready(State(watch): State<Arc<ReadyWatch>>) -> impl IntoResponse {
    let missing = watch.missing().await;
    let status = if missing.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = json!({
        "klaar": missing.is_empty(),
        "catalogus": watch.hub.catalog.load().version,
        "ontbreekt": missing,
        "verminderd": watch.troubles(Weight::Degraded),
    });
    (
        status,
        [(header::CONTENT_TYPE, "application/json")],
        format!("{body}\n"),
    )
}

impl ReadyWatch {
    /// The troubles of this weight, by name. A connection and the store have names of their own in the answer.
    fn troubles(&self, weight: Weight) -> Vec<Value> {
        let named = |code: Code| {
            weight == Weight::NotReady && matches!(code, Code::Disconnected | Code::StoreRefuses)
        };
        let all = self.hub.health.troubles().into_iter();
        all.filter(|trouble| trouble.weight == weight && !named(trouble.code))
            .map(|Trouble { code, about, words, since, .. }| {
                json!({ "wat": code.as_str(), "over": about, "waarom": words, "seconden": since.elapsed().as_secs() })
            })
            .collect()
    }

    async fn missing(&self) -> Vec<Value> {
        troubles::see(&self.hub);
        let metrics: &Metrics = &self.hub.metrics;
        let mut missing = Vec::new();
        if self.hub.stopping.is_requested() {
            missing.push(("hub", "de hub stopt"));
        }
        let connections = metrics.connections();
        if connections.is_empty() {
            missing.push(("broker", "er is nog geen verbinding"));
        }
        missing.extend(
            connections
                .iter()
                .filter(|(_, up)| !up)
                .map(|(name, _)| match *name {
                    "consuming" => ("broker.consuming", "geen verbinding om van te lezen"),
                    _ => ("broker.publishing", "geen verbinding om op te bezorgen"),
                }),
        );
        let hub = Arc::clone(&self.hub);
        let writes = self.writes.get(self.patience, async move {
            hub.store.write(|store| store.pulse()).await.is_ok()
        });
        match writes.await {
            Some(true) if !metrics.is_stalled() => troubles::store_takes(&self.hub),
            Some(_) => missing.push(("store", troubles::REFUSES)),
            None => missing.push(("store", troubles::HANGS)),
        }
        if let Some((_, words)) = missing.iter().find(|(what, _)| *what == "store") {
            troubles::store_refuses(&self.hub.health, words);
        }
        let missing = missing
            .into_iter()
            .map(|(what, why)| json!({ "wat": what, "waarom": why }));
        missing.chain(self.troubles(Weight::NotReady)).collect()
    }
}
