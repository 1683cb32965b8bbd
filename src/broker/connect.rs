//! Settings -> an open connection, or an error that tells its reader what to do.

use super::BrokerSettings;
use super::guard::{self, SeenDelivery};
use lapin::uri::AMQPUri;
use lapin::{Connection, ConnectionProperties, ErrorKind};
use std::time::Duration;
use tokio::time::timeout;

/// Seconds between heartbeats; the broker counts as gone after two without one, which is looked at each half.
const HEARTBEAT: u16 = 6;

/// Why the broker cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// The URL is not an AMQP URL.
    #[error("`broker.url` is not an AMQP address")]
    BadUrl,
    /// Nothing answers at this address.
    #[error("the broker at `{0}` cannot be reached")]
    Unreachable(String),
    /// The broker answers, but no secure connection comes about.
    #[error("no secure connection with the broker at `{0}`")]
    Tls(String),
    /// The user or the password is not accepted.
    #[error("the broker at `{host}` refuses user `{user}` or its password")]
    Credentials {
        /// `host:port`.
        host: String,
        /// The user name.
        user: String,
    },
    /// The virtual host does not exist, or this user may not enter it.
    #[error(
        "vhost `{vhost}` of the broker at `{host}` does not exist or is closed to user `{user}`"
    )]
    Vhost {
        /// `host:port`.
        host: String,
        /// The user name.
        user: String,
        /// The virtual host.
        vhost: String,
    },
    /// The broker is reached, and ends the conversation for another reason.
    #[error("the broker at `{host}` ended the connection ({code})")]
    Refused {
        /// `host:port`.
        host: String,
        /// The broker's reply code, or the kind of the failure.
        code: String,
    },
}

/// Connects once and leaves again, to see whether the settings work.
pub async fn try_connect(settings: &BrokerSettings) -> Result<(), ConnectError> {
    let connection = connect(settings, "check").await?;
    let _ = timeout(settings.connect_timeout, connection.close(200, "OK".into())).await;
    Ok(())
}

/// An open connection, and what its guard has seen.
pub(super) struct Connected {
    connection: Connection,
    seen: SeenDelivery,
}

impl Connected {
    /// The channel that was given the latest delivery.
    pub(super) fn last_delivery(&self) -> Option<u16> {
        self.seen.last_delivery()
    }
}

impl std::ops::Deref for Connected {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl std::fmt::Debug for Connected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connected")
    }
}

/// The user and the virtual host that the settings name.
pub fn user_and_vhost(settings: &BrokerSettings) -> Result<(String, String), ConnectError> {
    address(settings).map(|uri| (uri.authority.userinfo.username, uri.vhost))
}

/// The virtual host that the settings name.
pub(super) fn vhost(settings: &BrokerSettings) -> Result<String, ConnectError> {
    address(settings).map(|uri| uri.vhost)
}

/// Opens one connection, without any recovery of its own.
pub(super) async fn connect(
    settings: &BrokerSettings,
    purpose: &str,
) -> Result<Connected, ConnectError> {
    crate::tls::install_tls();
    let mut uri = address(settings)?;
    let patience = settings.connect_timeout;
    uri.query.heartbeat.get_or_insert(HEARTBEAT);
    // the library dials on a thread of its own: this ends that thread when we have stopped waiting
    uri.query.connection_timeout.get_or_insert(millis(patience));
    let complaint = AddressParts::about(&uri);
    let properties = ConnectionProperties::default()
        .with_connection_name(format!("schakel {purpose}").as_str().into());
    match timeout(patience, guard::dial(uri, properties)).await {
        Ok((Ok(connection), seen)) => Ok(Connected { connection, seen }),
        Ok((Err(error), _)) => Err(complaint.from(error.kind())),
        Err(_) => Err(ConnectError::Unreachable(complaint.host)),
    }
}

fn address(settings: &BrokerSettings) -> Result<AMQPUri, ConnectError> {
    // the library's own error text repeats the address, password included
    settings
        .url
        .expose()
        .parse()
        .map_err(|_| ConnectError::BadUrl)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The parts of the address that an error text may tell: everything but the password.
struct AddressParts {
    host: String,
    user: String,
    vhost: String,
    secure: bool,
}

impl AddressParts {
    fn about(uri: &AMQPUri) -> Self {
        Self {
            host: format!("{}:{}", uri.authority.host, uri.authority.port),
            user: uri.authority.userinfo.username.clone(),
            vhost: uri.vhost.clone(),
            secure: uri.scheme == lapin::uri::AMQPScheme::AMQPS,
        }
    }

    fn from(self, error: &ErrorKind) -> ConnectError {
        let Self {
            host,
            user,
            vhost,
            secure,
        } = self;
        match error {
            ErrorKind::ProtocolError(error) => match error.get_id() {
                403 => ConnectError::Credentials { host, user },
                402 | 530 => ConnectError::Vhost { host, user, vhost },
                code => ConnectError::Refused {
                    host,
                    code: code.to_string(),
                },
            },
            ErrorKind::IOError(error) if secure && is_tls(error) => ConnectError::Tls(host),
            ErrorKind::IOError(_) => ConnectError::Unreachable(host),
            other => ConnectError::Refused {
                host,
                code: kind(other).to_owned(),
            },
        }
    }
}

/// Whether a handshake failed: bad bytes, a bad certificate, or a peer that hangs up on our first words.
fn is_tls(error: &std::io::Error) -> bool {
    use std::io::ErrorKind as Io;
    matches!(
        error.kind(),
        Io::InvalidData
            | Io::InvalidInput
            | Io::Other
            | Io::UnexpectedEof
            | Io::ConnectionReset
            | Io::ConnectionAborted
            | Io::BrokenPipe
    )
}

/// A short name of an error for the log. The text of the error can hold bytes that a peer sent.
pub(super) fn kind(error: &ErrorKind) -> &'static str {
    match error {
        // 320: an operator or a shutdown of the broker, and no fault of the message
        ErrorKind::ProtocolError(error) if error.get_id() == 320 => "closed_by_broker",
        ErrorKind::ProtocolError(_) => "protocol",
        ErrorKind::ParsingError(_) => "unparsable",
        ErrorKind::IOError(_) => "io",
        ErrorKind::MissingHeartbeatError => "heartbeat",
        ErrorKind::ChannelsLimitReached => "channel_limit",
        ErrorKind::InvalidChannelState(..) => "channel_closed",
        ErrorKind::InvalidConnectionState(_) => "connection_closed",
        _ => "other",
    }
}
