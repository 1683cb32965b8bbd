//! One node for all tests that need not harm it, and a fresh vhost on it for each of them.

use crate::node::Node;
use std::ops::Deref;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::OnceCell;

/// The node that the tests of this binary share. It ends with the process: statics are never dropped, but its guard notices.
pub(crate) async fn shared() -> &'static Node {
    static SHARED: OnceCell<Node> = OnceCell::const_new();
    SHARED
        .get_or_init(async || Node::start().await.expect("a node to share"))
        .await
}

/// A vhost of one test. Other tests do not see it.
pub(crate) struct Vhost {
    /// The node that it is on.
    pub(crate) node: Home,
    /// Its name, which no other test has.
    pub(crate) name: String,
}

/// A node that is everybody's, hence never killed, or one of the test's own.
pub(crate) enum Home {
    Shared(&'static Node),
    Own(Box<Node>),
}

impl Deref for Home {
    type Target = Node;

    fn deref(&self) -> &Node {
        match self {
            Home::Shared(node) => node,
            Home::Own(node) => node,
        }
    }
}

impl Home {
    /// The node, to do it harm.
    pub(crate) fn own(&mut self) -> &mut Node {
        match self {
            Home::Shared(_) => panic!("this node is shared: ask for `own_node`"),
            Home::Own(node) => node,
        }
    }
}

/// A vhost on a node of the test's own, which may be killed.
pub(crate) async fn own_node(test: &str) -> Vhost {
    let node = Node::start().await.expect("a node of one's own");
    node.vhost(test).await.expect("a fresh vhost");
    Vhost {
        node: Home::Own(Box::new(node)),
        name: test.to_owned(),
    }
}

/// A fresh vhost, named after the test that wants it.
pub(crate) async fn vhost_for(test: &str) -> Vhost {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("{test}-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let node = shared().await;
    node.vhost(&name).await.expect("a fresh vhost");
    Vhost {
        node: Home::Shared(node),
        name,
    }
}

impl Vhost {
    /// The address for a client that may do everything in this vhost.
    pub(crate) fn amqp(&self) -> String {
        self.node.amqp(&self.name, "guest", "guest")
    }

    /// What is sent to this exchange finds none.
    pub(crate) async fn delete_exchange(&self, exchange: &str) {
        let deleted = self.node.delete_exchange(&self.name, exchange);
        deleted.await.expect("an exchange that was there");
    }

    /// The address for a new user that may do everything in this vhost. Users are the node's: `name` is made unique with the vhost's.
    pub(crate) async fn amqp_as(&self, name: &str) -> String {
        let name = self.user(name);
        self.node
            .user(&self.name, &name, "secret")
            .await
            .expect("a new user");
        self.node.amqp(&self.name, &name, "secret")
    }

    /// How the node knows the user that `amqp_as` made.
    pub(crate) fn user(&self, name: &str) -> String {
        format!("{name}.{}", self.name)
    }

    /// Messages in a queue now, handed out or not.
    pub(crate) async fn queue_depth(&self, queue: &str) -> u64 {
        self.node
            .queue_depth(&self.name, queue)
            .await
            .expect("a queue")
    }

    /// Cuts the clients of this vhost off.
    pub(crate) async fn close_connections(&self) -> usize {
        self.node
            .close_connections_of(&self.name)
            .await
            .expect("connections")
    }
}
