//! What the management API can do to a node for a test. `guest` is all-powerful there.

use super::{Node, escaped};
use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

impl Node {
    /// Makes a vhost in which `guest` may do everything.
    pub(crate) async fn vhost(&self, name: &str) -> Result<()> {
        self.put(&format!("/api/vhosts/{}", escaped(name)), &json!({}))
            .await?;
        self.allow(name, "guest").await
    }

    /// Makes a user that may do everything in one vhost.
    pub(crate) async fn user(&self, vhost: &str, name: &str, password: &str) -> Result<()> {
        self.put(
            &format!("/api/users/{}", escaped(name)),
            &json!({ "password": password, "tags": "" }),
        )
        .await?;
        self.allow(vhost, name).await
    }

    async fn allow(&self, vhost: &str, user: &str) -> Result<()> {
        let everything = json!({ "configure": ".*", "write": ".*", "read": ".*" });
        self.put(
            &format!("/api/permissions/{}/{}", escaped(vhost), escaped(user)),
            &everything,
        )
        .await
    }

    /// Cuts every client off, in every vhost.
    pub(crate) async fn close_connections(&self) -> Result<usize> {
        self.close(self.get("/api/connections").await?).await
    }

    /// Cuts off the clients of one vhost.
    pub(crate) async fn close_connections_of(&self, vhost: &str) -> Result<usize> {
        self.close(
            self.get(&format!("/api/vhosts/{}/connections", escaped(vhost)))
                .await?,
        )
        .await
    }

    async fn close(&self, connections: Value) -> Result<usize> {
        let names = connections
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|c| c.get("name")?.as_str());
        let mut closed = 0;
        for name in names {
            // one that has gone by itself answers 404
            if self
                .delete(&format!("/api/connections/{}", escaped(name)))
                .await
                .is_ok()
            {
                closed += 1;
            }
        }
        Ok(closed)
    }

    /// Messages in all queues of a vhost that a hub reads, or that it puts what it does not read in.
    pub(crate) async fn unread(&self, vhost: &str) -> Result<usize> {
        let path = format!(
            "/api/queues/{}?disable_stats=true&enable_queue_totals=true",
            escaped(vhost)
        );
        let queues = self.get(&path).await?;
        let counts = queues.as_array().into_iter().flatten().filter(|queue| {
            let name = queue
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            ["in.", "dlq.", "last."]
                .iter()
                .any(|start| name.starts_with(start))
        });
        let counts = counts.filter_map(|queue| queue.get("messages").and_then(Value::as_u64));
        Ok(usize::try_from(counts.sum::<u64>())?)
    }

    /// Messages in a queue now, handed out or not. Asks the queue itself, so it does not lag like the statistics.
    pub(crate) async fn queue_depth(&self, vhost: &str, queue: &str) -> Result<u64> {
        let path = format!(
            "/api/queues/{}?disable_stats=true&enable_queue_totals=true",
            escaped(vhost)
        );
        let queues = self.get(&path).await?;
        let mut queues = queues.as_array().into_iter().flatten();
        let found = queues.find(|found| found.get("name").and_then(Value::as_str) == Some(queue));
        let found = found.with_context(|| format!("vhost `{vhost}` has no queue `{queue}`"))?;
        Ok(found.get("messages").and_then(Value::as_u64).unwrap_or(0))
    }

    /// Takes a vhost away with all that is in it, and makes it anew. Users stay, without rights there.
    pub(crate) async fn empty_vhost(&self, name: &str) -> Result<()> {
        self.delete(&format!("/api/vhosts/{}", escaped(name)))
            .await?;
        self.vhost(name).await
    }

    /// Takes a queue away, with what is in it.
    pub(crate) async fn delete_queue(&self, vhost: &str, queue: &str) -> Result<()> {
        self.delete(&format!(
            "/api/queues/{}/{}",
            escaped(vhost),
            escaped(queue)
        ))
        .await
    }

    /// Takes an exchange away, with its bindings.
    pub(crate) async fn delete_exchange(&self, vhost: &str, exchange: &str) -> Result<()> {
        self.delete(&format!(
            "/api/exchanges/{}/{}",
            escaped(vhost),
            escaped(exchange)
        ))
        .await
    }

    /// GET of a path that starts with `/api/`.
    pub(crate) async fn get(&self, path: &str) -> Result<Value> {
        self.call(Method::GET, path, None).await
    }

    /// PUT of a path that starts with `/api/`.
    pub(crate) async fn put(&self, path: &str, body: &Value) -> Result<()> {
        self.call(Method::PUT, path, Some(body)).await.map(drop)
    }

    /// POST to a path that starts with `/api/`.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.call(Method::POST, path, Some(body)).await
    }

    /// DELETE of a path that starts with `/api/`.
    pub(crate) async fn delete(&self, path: &str) -> Result<()> {
        self.call(Method::DELETE, path, None).await.map(drop)
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value> {
        // every test has its own runtime, and a client does not outlive the one that it was made in
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(30))
            .build()?;
        let request = client.request(method.clone(), format!("{}{path}", self.management()));
        let request = request.basic_auth("guest", Some("guest"));
        let answer = match body {
            Some(body) => request.json(body),
            None => request,
        };
        let answer = answer.send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        ensure!(status.is_success(), "{method} {path}: {status} {text}");
        Ok(if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text)?
        })
    }
}
