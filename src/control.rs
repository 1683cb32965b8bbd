//! A Unix domain socket <-> the desk of the running hub: one JSON request in a line, then a line for each report of
//! progress, and one for the answer.
//!
//! Only the user of the hub and root may use the socket; the operating system names the client's user.

use crate::catalog::complaint;
use crate::desk::{ActRefused, Actor, Answer, Desk, Order, Said};
use crate::stopping::Stopping;
use serde::{Deserialize, Serialize};
use std::fs::{self, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::unix::OwnedWriteHalf;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tracing::warn;

/// The longest request, in bytes.
const LONGEST: u64 = 16 * 1024;
/// Time for a client to send its request, and to take a line.
const PATIENCE: Duration = Duration::from_secs(10);
/// Clients that are served at once.
const CLIENTS: usize = 16;
const ROOT: u32 = 0;

/// The request of a client: one line of JSON.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The order.
    pub order: Order,
    /// The name of the actor; the client's own user when not given.
    pub actor: Option<String>,
    /// The reason of the order.
    pub reason: Option<String>,
}

/// Why operators cannot reach the hub by the socket. People read this, so the text is Dutch.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// Another program listens at the path.
    #[error("control.socket: op `{}` luistert al een andere hub; geef deze hub een eigen socket", .0.display())]
    InUse(PathBuf),
    /// The path is a file and no socket.
    #[error("control.socket: `{}` is een bestand en geen socket; geef een ander pad", .0.display())]
    NoSocket(PathBuf),
    /// The system refuses.
    #[error("control.socket: op `{path}` is niet te luisteren ({why}); het pad heeft ten hoogste 107 tekens en de hub schrijfrecht in de map", path = .0.display(), why = complaint::refused_by_system(.1))]
    Io(PathBuf, io::Error),
}

/// The socket of a running hub; its file is removed with the value.
#[derive(Debug)]
pub struct Control {
    path: PathBuf,
    listener: UnixListener,
    owner: u32,
}

impl Drop for Control {
    fn drop(&mut self) {
        // the file may have gone already, and the next hub takes over a file that stays
        let _ = fs::remove_file(&self.path);
    }
}

impl Control {
    /// Listens at `path`. A socket that a killed hub left behind is taken over; one that still answers is not.
    pub async fn open(path: &Path) -> Result<Self, ControlError> {
        let failed = |error| ControlError::Io(path.to_owned(), error);
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
            Ok(there) if !there.file_type().is_socket() => {
                return Err(ControlError::NoSocket(path.to_owned()));
            }
            Ok(_) => match UnixStream::connect(path).await {
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
                    fs::remove_file(path).map_err(failed)?
                }
                Ok(_) | Err(_) => return Err(ControlError::InUse(path.to_owned())),
            },
        }
        let listener = UnixListener::bind(path).map_err(failed)?;
        fs::set_permissions(path, Permissions::from_mode(0o600)).map_err(failed)?;
        let owner = fs::symlink_metadata(path).map_err(failed)?.uid();
        Ok(Self {
            path: path.to_owned(),
            listener,
            owner,
        })
    }

    /// Serves clients until the hub stops; then the last answers go out.
    pub async fn serve(self, desk: Desk, mut stopping: Stopping) {
        let room = Arc::new(Semaphore::new(CLIENTS));
        let mut clients = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = stopping.requested() => break,
            };
            while clients.try_join_next().is_some() {}
            match (accepted, Arc::clone(&room).try_acquire_owned()) {
                (Ok((stream, _)), Ok(seat)) => {
                    let (desk, owner) = (desk.clone(), self.owner);
                    clients.spawn(async move {
                        client(stream, owner, desk).await;
                        drop(seat);
                    });
                }
                (Ok(_), Err(_)) => warn!("too many operators at once: one was sent away"),
                (Err(error), _) => {
                    warn!(%error, "the control socket does not accept");
                    tokio::time::sleep(PATIENCE).await;
                }
            }
        }
        drop(desk);
        while clients.join_next().await.is_some() {}
    }
}

/// Serves one request of one client. A client that breaks off gets no answer.
async fn client(stream: UnixStream, owner: u32, desk: Desk) {
    let Ok(peer) = stream.peer_cred() else { return };
    let (read, mut write) = stream.into_split();
    if ![owner, ROOT].contains(&peer.uid()) {
        refuse(&mut write, ActRefused::Stranger).await;
        return;
    }
    let mut line = String::new();
    let mut bounded = BufReader::new(read).take(LONGEST);
    let asked = timeout(PATIENCE, bounded.read_line(&mut line)).await;
    let Ok(Ok(1..)) = asked else { return };
    let Ok(Request {
        order,
        actor,
        reason,
    }) = serde_json::from_str(&line)
    else {
        refuse(&mut write, ActRefused::Unreadable).await;
        return;
    };
    let actor = Actor::operator(actor, user_name(peer.uid()));
    let mut answers = desk.ask(order, actor, reason.unwrap_or_default()).await;
    while let Some(said) = answers.recv().await {
        if !tell(&mut write, &said).await {
            return;
        }
    }
}

async fn refuse(write: &mut OwnedWriteHalf, refusal: ActRefused) {
    let answer = Box::new(Answer::Refused(refusal));
    tell(write, &Said::Answer(answer)).await;
}

/// Sends a line. False when the client has gone, or does not take the line.
async fn tell(write: &mut OwnedWriteHalf, said: &Said) -> bool {
    let Ok(mut line) = serde_json::to_vec(said) else {
        return false;
    };
    line.push(b'\n');
    matches!(timeout(PATIENCE, write.write_all(&line)).await, Ok(Ok(())))
}

/// The name of a user of this system, or its number.
fn user_name(uid: u32) -> String {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    });
    named.unwrap_or_else(|| format!("uid {uid}"))
}
