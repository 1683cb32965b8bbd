//! The broker's management API -> the objects that exist there; new users and rights -> the same API.
//!
//! The only file that names the HTTP client. Nothing is ever deleted, and no existing user changed.

use crate::message::Private;
use crate::topology::{Found, Rights};
use listed::{
    Listed, ListedBinding, ListedExchange, ListedLimits, ListedPermission, ListedPolicy,
    ListedQueue, ListedUser,
};
use reqwest::{Client, Method, Response, StatusCode, Url};
use serde::de::DeserializeOwned;
use std::time::Duration;

mod listed;

const PATIENCE: Duration = Duration::from_secs(10);
const PASSWORD_BYTES: usize = 24;

/// How long a busy broker is left alone before it is asked again.
const BUSY: [Duration; 3] = [
    Duration::from_millis(500),
    Duration::from_secs(2),
    Duration::from_secs(5),
];

/// Access to the management API of one broker.
#[derive(Debug, Clone)]
pub struct Management {
    url: Url,
    user: String,
    password: Private<String>,
    client: Client,
}

/// The reason that the management API cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManagementError {
    /// The address is not one of an API.
    #[error("the address is not one of a management API")]
    BadUrl,
    /// There is no user in the address.
    #[error("the address of the management API has no user and password, or not encoded ones")]
    NoUser,
    /// Nothing answers at this address.
    #[error("the management API at `{0}` cannot be reached")]
    Unreachable(String),
    /// The user or the password is not accepted, or the user may not do this.
    #[error("the management API at `{0}` refuses this user, its password or its tag")]
    Credentials(String),
    /// The API does not know the virtual host or the user.
    #[error("the management API at `{0}` knows no such virtual host or user")]
    NotFound(String),
    /// The API answers, but not as expected.
    #[error("the management API at `{host}` gives an unexpected answer ({code})")]
    Unexpected {
        /// `host:port`.
        host: String,
        /// The status, or the shape that was expected.
        code: String,
    },
}

impl Management {
    /// Access to the API at `http://user:password@host:port`.
    pub fn at(url: &str) -> Result<Self, ManagementError> {
        // an error must not repeat any part of the address: a password that was not encoded can look like a host
        let mut url: Url = url.parse().map_err(|_| ManagementError::NoUser)?;
        let decoded = |text: &str| {
            decoded(text)
                .filter(|text| !text.is_empty())
                .ok_or(ManagementError::NoUser)
        };
        let (user, password) = (
            decoded(url.username())?,
            decoded(url.password().unwrap_or_default())?,
        );
        url.set_username("")
            .and_then(|()| url.set_password(None))
            .map_err(|()| ManagementError::NoUser)?;
        Self::new(url.as_str(), &user, Private::new(password))
    }

    /// Access to the API at `url` as `user`, which must be an administrator to make users.
    pub fn new(url: &str, user: &str, password: Private<String>) -> Result<Self, ManagementError> {
        crate::tls::install_tls();
        let url: Url = url.parse().map_err(|_| ManagementError::BadUrl)?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(ManagementError::BadUrl);
        }
        let client = Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| ManagementError::BadUrl)?;
        Ok(Self {
            url,
            user: user.to_owned(),
            password,
            client,
        })
    }

    /// The user of the API.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// All objects in `vhost` that the topology is about, for an administrator.
    pub async fn found(&self, vhost: &str) -> Result<Found, ManagementError> {
        let found = self.relied_on(vhost).await?;
        let users: Vec<ListedUser> = self.list(&["users"]).await?;
        let permissions: Vec<ListedPermission> =
            self.list(&["vhosts", vhost, "permissions"]).await?;
        let vhost_limits: Vec<ListedLimits> = self.list(&["vhost-limits", vhost]).await?;
        Ok(Found {
            users: named(users),
            permissions: named(permissions),
            vhost_limits: vhost_limits
                .into_iter()
                .flat_map(|limits| limits.value)
                .collect(),
            ..found
        })
    }

    /// The objects that the hub relies on in `vhost`, and the policies that apply there. The tag `monitoring` is enough to look.
    pub async fn relied_on(&self, vhost: &str) -> Result<Found, ManagementError> {
        let exchanges: Vec<ListedExchange> = self.list(&["exchanges", vhost]).await?;
        let queues: Vec<ListedQueue> = self.list(&["queues", vhost]).await?;
        let bindings: Vec<ListedBinding> = self.list(&["bindings", vhost]).await?;
        // after the queues and exchanges, so that the policies that they name are among these
        let policies: Vec<ListedPolicy> = self.list(&["policies", vhost]).await?;
        let operator_policies: Vec<ListedPolicy> = self.list(&["operator-policies", vhost]).await?;
        let user_limits: Option<Vec<ListedLimits>> = match self.list(&["user-limits"]).await {
            Ok(limits) => Some(limits),
            // before 3.8.10 there were no limits of users; and a user that may look at all the rest need not be able to see limits
            Err(ManagementError::NotFound(_) | ManagementError::Credentials(_)) => None,
            Err(error) => return Err(error),
        };
        let (to_queues, to_exchanges): (Vec<_>, Vec<_>) = bindings
            .into_iter()
            .partition(|binding| binding.destination_type == "queue");
        Ok(Found {
            exchanges: named(exchanges),
            queues: named(queues),
            bindings: to_queues
                .into_iter()
                .map(|binding| (binding.source, binding.destination, binding.routing_key))
                .collect(),
            handed_on: to_exchanges
                .into_iter()
                .map(|binding| (binding.source, binding.destination))
                .collect(),
            policies: named(policies),
            operator_policies: named(operator_policies),
            user_limits: user_limits.map(named),
            ..Found::default()
        })
    }

    /// Makes a user with this tag, or with none when the tag is empty, and returns the new password, which is known nowhere else.
    ///
    /// The caller has seen that the user does not exist; an existing user would get a new password.
    pub(crate) async fn make_user(
        &self,
        name: &str,
        tag: &str,
    ) -> Result<Private<String>, ManagementError> {
        let found: Vec<ListedUser> = self.list(&["users"]).await?;
        if found.into_iter().any(|user| user.found().0 == name) {
            return Err(self.unexpected("409"));
        }
        let password = random_password().map_err(|()| self.unexpected("random"))?;
        let body = serde_json::json!({ "password": password, "tags": tag });
        self.put(&["users", name], &body).await?;
        Ok(Private::new(password))
    }

    /// Sets the rights of `user` in `vhost`.
    pub(crate) async fn permit(
        &self,
        vhost: &str,
        user: &str,
        rights: &Rights,
    ) -> Result<(), ManagementError> {
        let Rights {
            configure,
            write,
            read,
        } = rights;
        let body = serde_json::json!({ "configure": configure, "write": write, "read": read });
        self.put(&["permissions", vhost, user], &body).await
    }

    /// Sets a limit of a user.
    pub(crate) async fn limit(
        &self,
        user: &str,
        name: &str,
        most: u32,
    ) -> Result<(), ManagementError> {
        self.put(
            &["user-limits", user, name],
            &serde_json::json!({ "value": most }),
        )
        .await
    }

    async fn list<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T, ManagementError> {
        let response = self.ask(Method::GET, path, None).await?;
        response.json().await.map_err(|_| self.unexpected("json"))
    }

    async fn put(&self, path: &[&str], body: &serde_json::Value) -> Result<(), ManagementError> {
        self.ask(Method::PUT, path, Some(body)).await.map(drop)
    }

    /// Sends a request to the API. Reads and PUTs do the same when they are done twice: a broker that is too busy
    /// (5xx) is asked again.
    async fn ask(
        &self,
        method: Method,
        path: &[&str],
        body: Option<&serde_json::Value>,
    ) -> Result<Response, ManagementError> {
        for wait in BUSY {
            match self.once(method.clone(), path, body).await {
                Err(ManagementError::Unexpected { code, .. }) if code.starts_with('5') => {
                    tokio::time::sleep(wait).await
                }
                answer => return answer,
            }
        }
        self.once(method, path, body).await
    }

    async fn once(
        &self,
        method: Method,
        path: &[&str],
        body: Option<&serde_json::Value>,
    ) -> Result<Response, ManagementError> {
        let mut url = self.url.clone();
        url.path_segments_mut()
            .map_err(|()| ManagementError::BadUrl)?
            .pop_if_empty()
            .push("api")
            .extend(path); // each segment is escaped, a vhost such as `/` too
        if path.first() == Some(&"queues") {
            url.set_query(Some("disable_stats=true")); // counts cost the broker much, and lag behind
        }
        let password = Some(self.password.expose());
        let mut request = self
            .client
            .request(method, url)
            .basic_auth(&self.user, password);
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request
            .send()
            .await
            .map_err(|_| ManagementError::Unreachable(self.host()))?;
        match response.status() {
            status if status.is_success() => Ok(response),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                Err(ManagementError::Credentials(self.host()))
            }
            StatusCode::NOT_FOUND => Err(ManagementError::NotFound(self.host())),
            status => Err(self.unexpected(status.as_str())),
        }
    }

    fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        format!(
            "{host}:{}",
            self.url.port_or_known_default().unwrap_or_default()
        )
    }

    fn unexpected(&self, code: &str) -> ManagementError {
        ManagementError::Unexpected {
            host: self.host(),
            code: code.to_owned(),
        }
    }
}

fn random_password() -> Result<String, ()> {
    let mut bytes = [0; PASSWORD_BYTES];
    getrandom::fill(&mut bytes).map_err(drop)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn named<T: Listed, C: FromIterator<(String, T::Found)>>(listed: Vec<T>) -> C {
    listed.into_iter().map(T::found).collect()
}

/// The text that a part of a URL stands for. A `%` that begins nothing stands for itself.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = code
            .filter(|code| !code.starts_with('+'))
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() {
            after.get(2..).unwrap_or_default()
        } else {
            after
        };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_decoded_and_never_repeated() {
        let at = |credentials: &str| {
            let access = Management::at(&format!("http://{credentials}@localhost:15672"));
            access.map(|access| {
                (
                    access.user,
                    access.password.expose().clone(),
                    access.url.to_string(),
                )
            })
        };
        let seen = |user: &str, password: &str| {
            Ok((
                user.to_owned(),
                password.to_owned(),
                "http://localhost:15672/".to_owned(),
            ))
        };
        assert_eq!(
            at("beheer:Zwolle%2F20%2540"),
            seen("beheer", "Zwolle/20%40")
        );
        assert_eq!(at("een%40school:100%"), seen("een@school", "100%"));
        assert_eq!(at("beheer:w@chtwoord"), seen("beheer", "w@chtwoord"));
        for wrong in [
            "beheer",
            "beheer:",
            ":woord",
            "beheer:%ff",
            "beheer:Zwolle/2026",
        ] {
            assert_eq!(at(wrong), Err(ManagementError::NoUser), "{wrong}");
        }
    }
}
