//! A private broker and the real hub on it -> the day, part after part.

use crate::day::Day;
use crate::hub::{Hub, VHOST};
use crate::maker::Part;
use crate::node::Node;
use crate::partner::Partner;
use crate::proof::Seen;
use crate::settle::{Wanted, settled};
use crate::source::Source;
use crate::wire;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What runs. Dropped in this order: the hub ends before its broker, and the broker's folder takes all files along.
pub(crate) struct Stage {
    pub(crate) hub: Hub,
    pub(crate) node: Node,
}

/// What the program said during the day.
pub(crate) struct Played {
    /// The overview while the wijkteam could not be reached.
    pub(crate) hour: String,
    /// Whether the hub was ready then.
    pub(crate) ready: String,
    /// What a reload with a bad file heard.
    pub(crate) refused: String,
    /// What a replay heard when the wijkteam was back.
    pub(crate) replayed: String,
}

/// The mailbox that goes away for an hour.
const AWAY: &str = "to.wijkteam-zwolle";
const ADAPTER: &str = "adapters/wijkteam-ggm/adapter.toml";

impl Stage {
    /// Starts the broker and the hub.
    pub(crate) async fn open(program: &Path) -> Result<Self> {
        eprintln!("RabbitMQ start in een kladmap; dat duurt een seconde of acht ...");
        let node = Node::start().await?;
        node.vhost(VHOST).await?;
        eprintln!("sleutel, controle, exchanges, wachtrijen en gebruikers ...");
        let hub = Hub::lay_out(&node, program, &std::env::current_dir()?).await?;
        let mut stage = Self { hub, node };
        stage.hub.start()?;
        Ok(stage)
    }

    /// The whole day. What would otherwise depend on who is first waits until the part before has settled.
    pub(crate) async fn play(&mut self, day: &Day) -> Result<Played> {
        let mut wanted = Wanted::default();
        let parts = [
            ("ochtend", &day.morning),
            ("tien uur", &day.first),
            ("half elf", &day.then),
            ("middag", &day.noon),
        ];
        for (name, part) in parts {
            self.send(name, part).await?;
            settled(self, wanted.add(part, true)).await?;
        }
        self.node.delete_exchange(VHOST, AWAY).await?;
        self.send("het wijkteam is onbereikbaar", &day.hour).await?;
        settled(self, wanted.add(&day.hour, false)).await?;
        let refused = self.reload_spoilt().await?;
        self.send("drie gezinnen trekken in", &day.withdrawals)
            .await?;
        settled(self, wanted.add(&day.withdrawals, false)).await?;
        let (hour, ready) = (self.hub.run(&["overview"]).await?, self.hub.ready().await?);

        self.hub.run(&["topology"]).await?;
        let all = [
            "replay",
            "--parked",
            "--reden",
            "de postbus van het wijkteam is er weer",
            "--door",
            "de nachtwacht",
        ];
        let replayed = self.hub.run(&all).await?;
        settled(self, wanted.back(&day.hour)).await?;
        self.send("avond", &day.evening).await?;
        settled(self, wanted.add(&day.evening, true)).await?;
        Ok(Played {
            hour,
            ready,
            refused,
            replayed,
        })
    }

    async fn send(&self, name: &str, part: &Part) -> Result<()> {
        let messages: usize = part.values().map(Vec::len).sum();
        eprintln!("{name}: {messages} berichten gaan naar de hub ...");
        for (source, payloads) in part {
            let sent: Vec<_> = payloads.iter().map(|payload| &payload.sent).collect();
            wire::send(&self.address(source.name())?, source.name(), &sent).await?;
        }
        Ok(())
    }

    /// Somebody makes a slip of the pen in an adapter, has the hub read it, hears why not, and takes it back.
    async fn reload_spoilt(&self) -> Result<String> {
        let path = self.hub.path(ADAPTER);
        let right = fs::read_to_string(&path)?;
        let spoilt = right.replacen("\"stand.status\"", "\"stand.statis\"", 1);
        ensure!(spoilt != right, "in {ADAPTER} staat niets om te bederven");
        fs::write(&path, spoilt)?;
        let (done, said) = self
            .hub
            .ask(&["reload", "--reden", "nieuwe stand van het wijkteam"])
            .await?;
        ensure!(!done, "een adapter met een fout werd aangenomen: {said}");
        fs::write(&path, right)?;
        // the file's place, and the version that stays, are others on another machine
        let said = said.replace(&self.hub.path(""), "");
        Ok(said
            .split(": de catalogus blijft")
            .next()
            .unwrap_or_default()
            .to_owned())
    }

    pub(crate) fn address(&self, user: &str) -> Result<String> {
        Ok(self.node.amqp(VHOST, user, self.hub.password(user)?))
    }

    /// Every mailbox, each as its own user.
    pub(crate) async fn look(&self, overview: String) -> Result<Seen> {
        let (mut answers, mut mailboxes) = (BTreeMap::new(), BTreeMap::new());
        for source in Source::ALL {
            let name = source.name();
            answers.insert(
                source,
                wire::look(&self.address(name)?, &format!("answer.{name}")).await?,
            );
        }
        for partner in Partner::ALL {
            let user = partner.user();
            mailboxes.insert(
                partner,
                wire::look(&self.address(user)?, &format!("to.{user}")).await?,
            );
        }
        Ok(Seen {
            answers,
            mailboxes,
            overview,
        })
    }

    /// What the hub did not take out of its own queues.
    pub(crate) async fn left_behind(&self) -> Result<Vec<String>> {
        let mut left = Vec::new();
        for source in Source::ALL {
            for queue in ["in", "dlq"].map(|queue| format!("{queue}.{}", source.name())) {
                match self
                    .node
                    .queue_depth(VHOST, &queue)
                    .await
                    .with_context(|| format!("geen wachtrij {queue}"))?
                {
                    0 => {}
                    count => left.push(format!("in {queue} liggen nog {count} berichten")),
                }
            }
        }
        Ok(left)
    }
}
