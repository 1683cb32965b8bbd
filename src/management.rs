//! The broker's management API -> what exists there; new users and rights -> the same API.
//!
//! The only file that names the HTTP client. Nothing is ever deleted, and no existing user changed.

use crate::message::Private;
use crate::topology::{Argument, Found, FoundExchange, FoundQueue, Rights};
use reqwest::{Client, Method, Response, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::time::Duration;

/// The name under which the HTTP client logs.
pub const LIBRARY: &str = "reqwest";
const PATIENCE: Duration = Duration::from_secs(10);
const PASSWORD_BYTES: usize = 24;

/// How long a busy broker is left alone before it is asked again.
const BUSY: [Duration; 3] = [Duration::from_millis(500), Duration::from_secs(2), Duration::from_secs(5)];

/// Access to the management API of one broker.
#[derive(Debug, Clone)]
pub struct Management {
    url: Url,
    user: String,
    password: Private<String>,
    client: Client,
}

/// Why the management API cannot be used. People read this, so the text is Dutch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManagementError {
    /// The address is not that of an API.
    #[error("het adres van de management-API klopt niet: verwacht `https://host:poort`")]
    BadUrl,
    /// Nothing answers there.
    #[error("de management-API op `{0}` is niet bereikbaar: kijk of de plug-in `rabbitmq_management` aan staat")]
    Unreachable(String),
    /// The user or the password is not accepted, or the user is no administrator.
    #[error("de management-API op `{0}` weigert deze gebruiker: kijk het wachtwoord na, en of hij de tag `administrator` heeft")]
    Credentials(String),
    /// It does not know what is asked for.
    #[error("de management-API op `{0}` kent deze vhost of gebruiker niet")]
    NotFound(String),
    /// It answers, but not as expected.
    #[error("de management-API op `{host}` geeft een onverwacht antwoord ({code}): kijk in het log van de broker")]
    Unexpected {
        /// `host:port`.
        host: String,
        /// The status, or the shape that was expected.
        code: String,
    },
}

impl Management {
    /// Access to the API at `url` as `user`, who must be an administrator to make users.
    pub fn new(url: &str, user: &str, password: Private<String>) -> Result<Self, ManagementError> {
        crate::tls::install_tls();
        let url: Url = url.parse().map_err(|_| ManagementError::BadUrl)?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(ManagementError::BadUrl);
        }
        let client =
            Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build().map_err(|_| ManagementError::BadUrl)?;
        Ok(Self { url, user: user.to_owned(), password, client })
    }

    /// Everything in `vhost` that the topology is about.
    pub async fn found(&self, vhost: &str) -> Result<Found, ManagementError> {
        let exchanges: Vec<ListedExchange> = self.list(&["exchanges", vhost]).await?;
        let queues: Vec<ListedQueue> = self.list(&["queues", vhost]).await?;
        let bindings: Vec<ListedBinding> = self.list(&["bindings", vhost]).await?;
        let users: Vec<ListedUser> = self.list(&["users"]).await?;
        let permissions: Vec<ListedPermission> = self.list(&["vhosts", vhost, "permissions"]).await?;
        Ok(Found {
            exchanges: exchanges.into_iter().map(ListedExchange::found).collect(),
            queues: queues.into_iter().map(ListedQueue::found).collect(),
            bindings: bindings
                .into_iter()
                .filter(|binding| binding.destination_type == "queue")
                .map(|binding| (binding.source, binding.destination, binding.routing_key))
                .collect(),
            users: users.into_iter().map(|user| user.name).collect(),
            permissions: permissions.into_iter().map(ListedPermission::found).collect(),
        })
    }

    /// Makes a user without any tag and gives its new password, which is known nowhere else.
    ///
    /// The caller has seen that the user does not exist; one that does would get a new password.
    pub(crate) async fn make_user(&self, name: &str) -> Result<Private<String>, ManagementError> {
        let found: Vec<ListedUser> = self.list(&["users"]).await?;
        if found.iter().any(|user| user.name == name) {
            return Err(self.unexpected("409"));
        }
        let password = random_password().map_err(|()| self.unexpected("random"))?;
        let body = serde_json::json!({ "password": password, "tags": "" });
        self.put(&["users", name], &body).await?;
        Ok(Private::new(password))
    }

    /// Sets what `user` may do in `vhost`.
    pub(crate) async fn permit(&self, vhost: &str, user: &str, rights: &Rights) -> Result<(), ManagementError> {
        let Rights { configure, write, read } = rights;
        let body = serde_json::json!({ "configure": configure, "write": write, "read": read });
        self.put(&["permissions", vhost, user], &body).await
    }

    async fn list<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T, ManagementError> {
        let response = self.ask(Method::GET, path, None).await?;
        response.json().await.map_err(|_| self.unexpected("json"))
    }

    async fn put(&self, path: &[&str], body: &serde_json::Value) -> Result<(), ManagementError> {
        self.ask(Method::PUT, path, Some(body)).await.map(drop)
    }

    /// Reads and PUTs do the same when they are done twice: a broker that is too busy (5xx) is asked again.
    async fn ask(&self, method: Method, path: &[&str], body: Option<&serde_json::Value>) -> Result<Response, ManagementError> {
        for wait in BUSY {
            match self.once(method.clone(), path, body).await {
                Err(ManagementError::Unexpected { code, .. }) if code.starts_with('5') => tokio::time::sleep(wait).await,
                answer => return answer,
            }
        }
        self.once(method, path, body).await
    }

    async fn once(&self, method: Method, path: &[&str], body: Option<&serde_json::Value>) -> Result<Response, ManagementError> {
        let mut url = self.url.clone();
        url.path_segments_mut().map_err(|()| ManagementError::BadUrl)?.pop_if_empty().push("api").extend(path); // each segment is escaped, a vhost such as `/` too
        let password = Some(self.password.expose());
        let mut request = self.client.request(method, url).basic_auth(&self.user, password);
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(|_| ManagementError::Unreachable(self.host()))?;
        match response.status() {
            status if status.is_success() => Ok(response),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(ManagementError::Credentials(self.host())),
            StatusCode::NOT_FOUND => Err(ManagementError::NotFound(self.host())),
            status => Err(self.unexpected(status.as_str())),
        }
    }

    fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        format!("{host}:{}", self.url.port_or_known_default().unwrap_or_default())
    }

    fn unexpected(&self, code: &str) -> ManagementError {
        ManagementError::Unexpected { host: self.host(), code: code.to_owned() }
    }
}

fn random_password() -> Result<String, ()> {
    let mut bytes = [0; PASSWORD_BYTES];
    getrandom::fill(&mut bytes).map_err(drop)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[derive(Deserialize)]
struct ListedExchange {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    durable: bool,
}

#[derive(Deserialize)]
struct ListedQueue {
    name: String,
    durable: bool,
    arguments: BTreeMap<String, serde_json::Value>,
}

#[derive(Deserialize)]
struct ListedBinding {
    source: String,
    destination: String,
    destination_type: String,
    routing_key: String,
}

#[derive(Deserialize)]
struct ListedUser {
    name: String,
}

#[derive(Deserialize)]
struct ListedPermission {
    user: String,
    configure: String,
    write: String,
    read: String,
}

impl ListedExchange {
    fn found(self) -> (String, FoundExchange) {
        (self.name, FoundExchange { kind: self.kind, durable: self.durable })
    }
}

impl ListedQueue {
    fn found(self) -> (String, FoundQueue) {
        let argument = |value: serde_json::Value| match (value.as_i64(), value.as_str()) {
            (Some(number), _) => Argument::Number(number),
            (None, Some(text)) => Argument::Text(text.to_owned()),
            (None, None) => Argument::Text(value.to_string()),
        };
        let arguments = self.arguments.into_iter();
        let arguments = arguments.map(|(name, value)| (name, argument(value))).collect();
        (self.name, FoundQueue { durable: self.durable, arguments })
    }
}

impl ListedPermission {
    fn found(self) -> (String, Rights) {
        let Self { user, configure, write, read } = self;
        (user, Rights { configure, write, read })
    }
}
