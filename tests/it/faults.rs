//! What goes wrong in practice, on the real program: afterwards everything that was sent has had its one end.

mod alone;
mod blocked;
mod broker;
mod burst;
mod bytes;
mod channels;
mod crash;
mod fair;
mod flood;
mod full;
mod hang;
mod input;
mod intake;
mod kept;
mod last;
mod long;
mod partner;
mod poison;
mod policies;
mod register;
mod reload;
mod reports;
mod restore;
mod settings;
mod stall;
mod texts;
mod unmade;
mod unreached;
mod unread;
mod withdrawals;

pub(crate) use reports::Report;

use crate::node::until;
use crate::world::World;
use kept::assert_kept;
use schakel::number::AlertNo;
use schakel::outcome::Code;
use std::fs;
use std::path::Path;

/// Gives the hub the user that `topology` made to look with.
fn watch(world: &World) {
    let user = world.vhost.user("guest-watch");
    let passwords = fs::read_to_string(world.path("passwords")).unwrap();
    let password = passwords
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{user} ")))
        .expect("a user to look with");
    let url = world
        .vhost
        .node
        .management()
        .replace("http://", &format!("http://{user}:{password}@"));
    let path = world.path("schakel.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replacen("[keys]", &format!("watch = \"{url}\"\n[keys]"), 1),
    )
    .unwrap();
}

/// What waits for a person, and of which queue, partner or setting.
async fn open_alerts(world: &World) -> Vec<(Code, Option<String>)> {
    let Some(store) = world.try_store() else {
        return Vec::new();
    };
    let open = store
        .read(|store| store.open_alerts(AlertNo::START, 9))
        .await
        .unwrap();
    open.into_iter()
        .map(|alert| (alert.code, alert.about))
        .collect()
}

/// Waits until a person is asked to look at exactly these, and at nothing else.
async fn asks(world: &World, expected: &[(Code, &str)]) {
    let mut last = Vec::new();
    let so = async || {
        last = open_alerts(world).await;
        last.iter()
            .map(|(code, about)| (*code, about.as_deref().unwrap_or_default()))
            .eq(expected.iter().copied())
    };
    let waited = until("a person is asked", so).await;
    assert!(
        waited.is_ok(),
        "{expected:?} in {last:?}: {}",
        world.last_log()
    );
}

/// Tries that do not end as long as the test runs.
fn patient(folder: &Path) {
    let path = folder.join("schakel.toml");
    let text = fs::read_to_string(&path).unwrap();
    let schedule = vec!["1"; 600].join(", ");
    fs::write(
        &path,
        text.replace(
            "schedule = [1, 1, 1, 1, 1, 1, 1, 1]",
            &format!("schedule = [{schedule}]"),
        ),
    )
    .unwrap();
}
