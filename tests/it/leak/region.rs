//! A made-up region in which every role is connected for everything, and has signed every agreement.

use schakel::catalog::Catalog;
use std::collections::BTreeSet;
use std::path::Path;

/// The OIN of the one organisation in a role.
pub(super) fn oin(role: &str) -> String {
    let number: u32 = role.bytes().fold(7, |sum: u32, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte))
    }) % 1_000_000;
    format!("00000099{number:012}")
}

pub(super) fn roles(catalog: &Catalog) -> BTreeSet<String> {
    let rows = catalog.rows.values().flatten();
    rows.flat_map(|row| [row.from.clone(), row.to.clone()])
        .collect()
}

/// Writes it in the place of the region of the repository.
pub(super) fn write(catalog: &Catalog, folder: &Path) {
    let roles = roles(catalog);
    let oins: BTreeSet<String> = roles.iter().map(|role| oin(role)).collect();
    assert_eq!(oins.len(), roles.len(), "two roles with one OIN");
    let quoted = |names: &mut dyn Iterator<Item = &str>| {
        names
            .map(|name| format!("\"{name}\""))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let kinds = quoted(&mut catalog.kinds.keys().map(String::as_str));
    let head = |sort: &str, role: &str| {
        let oin = oin(role);
        format!(
            "[[{sort}]]\nname = \"{role}\"\noin = \"{oin}\"\nrole = \"{role}\"\ncontroller = \"{role}\"\nkinds = [{kinds}]\nfrom = 2020-01-01\n"
        )
    };
    let sources = roles.iter().map(|role| {
        format!(
            "{}adapter = \"cloudevents\"\nuser = \"{role}\"\n",
            head("source", role)
        )
    });
    let area = "area = { gemeente = [\"0193\"], brin = [\"02CD\"] }";
    let channel = |role: &str| format!("channel = {{ amqp = {{ exchange = \"to.{role}\" }} }}");
    let partners = roles.iter().map(|role| {
        format!(
            "{}{area}\n{}\nuser = \"{role}-leest\"\n",
            head("partner", role),
            channel(role)
        )
    });
    let named: BTreeSet<&str> = catalog
        .rows
        .values()
        .flatten()
        .filter_map(|row| row.conditions.agreement.as_deref())
        .collect();
    let parties = quoted(&mut oins.iter().map(String::as_str));
    let agreements = named
        .iter()
        .map(|name| format!("[[agreement]]\nname = \"{name}\"\nsigned = 2020-01-01\nfrom = 2020-01-01\nparties = [{parties}]\n"));
    let region = "name = \"proef\"\noin = \"00000099000000999999\"\nserves = [\"0193\"]\n";
    for (file, text) in [
        ("sources.toml", sources.collect::<Vec<_>>().join("\n")),
        ("partners.toml", partners.collect::<Vec<_>>().join("\n")),
        ("agreements.toml", agreements.collect::<Vec<_>>().join("\n")),
        ("region.toml", region.to_owned()),
    ] {
        std::fs::write(folder.join("region").join(file), text).unwrap();
    }
}
