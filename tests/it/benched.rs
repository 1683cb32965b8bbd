//! The region that `deploy/bench` makes up -> a catalog that loads, with the rows that there are and with many more. CI measures nothing: a bench that
//! the catalog refuses would be found only by who needs it.

#[path = "../../examples/bench/letter.rs"]
#[allow(
    dead_code,
    reason = "the bench sends its letters; here one of them is enough"
)]
mod letter;
#[path = "../../examples/bench/scene.rs"]
#[allow(dead_code, reason = "as above")]
mod scene;

use scene::Size;
use schakel::load::Folders;
use schakel::prove::proven;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_region_of_the_bench_loads_with_few_and_with_many_rows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let loaded = |rows| {
        let folder = tempfile::tempdir().unwrap();
        scene::lay_out(
            folder.path(),
            root,
            Size {
                partners: 10,
                rows,
                store: "hub.db",
            },
            "url = \"amqp://127.0.0.1:1\"",
        )
        .unwrap();
        let folders = Folders {
            schemas: root.join("schemas"),
            adapters: root.join("adapters"),
            policies: folder.path().join("policies"),
            region: folder.path().join("regio"),
            reference: root.join("deploy/reference"),
        };
        let catalog = proven(&folders).unwrap();
        let ids: BTreeSet<&str> = catalog
            .rows
            .values()
            .flatten()
            .map(|row| row.id.as_str())
            .collect();
        ids.len()
    };
    let own = loaded(0);
    assert!(own > 0);
    assert_eq!(loaded(own + 10), own + 10);
}
