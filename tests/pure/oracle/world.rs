//! The real schemas and policies, and a made-up region in which every role is there three times -> what cases happen in.
//! In `home` 0 and 1 everybody may receive; the third organisation of each role is the one that gives.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use jiff::civil::{Date, date};
use schakel::{
    catalog::{Catalog, partner::Source, policy::RowState, schema::Kind, term::Terms},
    load::{Folders, load},
};
use serde_json::Value;

use super::{
    case::{Agreement, Partner},
    make::removable,
    table::{Row, rows},
};

/// Codes of municipalities, and the school of each.
pub(super) const HOMES: [(&str, &str); 3] = [("0193", "01AB"), ("0148", "02CD"), ("0166", "03EF")];
pub(super) const AGREED: (Date, Date) = (date(2025, 6, 1), date(2026, 6, 30));

pub(super) struct World {
    pub(super) table: Vec<Row>,
    /// The same rows, by kind and giver.
    by_giver: BTreeMap<String, Vec<Row>>,
    /// As every region has it; then with every row on that is off elsewhere.
    pub(super) catalogs: [Catalog; 2],
    pub(super) partners: Arc<[Partner]>,
    pub(super) agreements: Vec<Agreement>,
    /// Kind without its version, and the valid examples of it.
    pub(super) examples: Vec<(String, Vec<Value>)>,
    /// Kind and path: a document may do without.
    pub(super) removable: BTreeSet<(String, String)>,
}

impl World {
    pub(super) fn new() -> World {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folders = Folders {
            schemas: root.join("schemas"),
            adapters: root.join("adapters"),
            policies: root.join("policies"),
            region: root.join("deploy/regions/ijssel-vecht"),
            reference: root.join("deploy/reference"),
        };
        let loaded = load(&folders).expect("files that can be read");
        let mut texts = loaded.texts;
        let terms = Terms::compile(&texts.terms).expect("terms");
        let table = rows();
        let roles: BTreeSet<&str> = table
            .iter()
            .flat_map(|row| row.from.iter().chain(&row.to))
            .copied()
            .collect();
        let roles: Vec<&str> = roles
            .into_iter()
            .filter(|role| terms.is_role(role))
            .collect();
        let kinds: Vec<String> = (texts.schemas.iter())
            .filter(|text| !text.place.starts_with("bouwstenen"))
            .map(|text| text.place.trim_end_matches(".json").replace("/v", "/"))
            .collect();
        let partners = partners(&roles);
        texts.partners.text = partners
            .iter()
            .map(|partner| partner_toml(partner, &kinds))
            .collect();
        texts.sources.text = roles
            .iter()
            .enumerate()
            .map(|(at, role)| source_toml(at, role, &kinds))
            .collect();
        texts.agreements.text = String::new();
        texts.region.text = region_toml(&[]);
        let bare = compile(&texts);
        let rows: Vec<_> = bare.rows.values().flatten().collect();
        let off: BTreeSet<String> = rows
            .iter()
            .filter(|row| row.state == RowState::Uit)
            .map(|row| row.id.clone())
            .collect();
        let names: BTreeSet<String> = rows
            .iter()
            .filter_map(|row| row.conditions.agreement.clone())
            .collect();
        // signed by everybody who gives, and by the first organisation of each role
        let first = partners
            .iter()
            .filter(|partner| partner.municipality != HOMES[1].0);
        let parties: BTreeSet<String> = first.map(|partner| partner.oin.clone()).collect();
        let parties: Vec<String> = parties.into_iter().collect();
        let agreement = |name: String| Agreement {
            name,
            from: AGREED.0,
            until: AGREED.1,
            parties: parties.clone(),
        };
        let agreements: Vec<Agreement> = names.into_iter().map(agreement).collect();
        texts.agreements.text = agreements.iter().map(agreement_toml).collect();
        let usual = compile(&texts);
        let off: Vec<String> = off.into_iter().collect();
        texts.region.text = region_toml(&off);
        let all_on = compile(&texts);
        let mut examples: Vec<(String, Vec<Value>)> = Vec::new();
        for kind in kinds.iter().map(|kind| kind.trim_end_matches("/1")) {
            let of_kind = loaded
                .schema_examples
                .iter()
                .filter(|file| file.place.starts_with(&format!("{kind}/examples/valid/")));
            examples.push((
                kind.to_owned(),
                of_kind
                    .map(|file| serde_json::from_slice(&file.bytes).expect("JSON"))
                    .collect(),
            ));
        }
        let mut by_giver: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for row in &table {
            for (kind, from) in row
                .kinds
                .iter()
                .flat_map(|kind| row.from.iter().map(move |from| (*kind, *from)))
            {
                by_giver
                    .entry(format!("{kind} {from}"))
                    .or_default()
                    .push(row.clone());
            }
        }
        let mut world = World {
            by_giver,
            table,
            catalogs: [usual, all_on],
            partners: partners.into(),
            agreements,
            examples,
            removable: BTreeSet::new(),
        };
        world.removable = removable(&world);
        world
    }

    /// What one role may do with one kind.
    pub(super) fn rows_of(&self, kind: &str, giver: &str) -> &[Row] {
        self.by_giver
            .get(&format!("{kind} {giver}"))
            .map_or(&[], Vec::as_slice)
    }

    pub(super) fn catalog(&self, all_on: bool) -> &Catalog {
        &self.catalogs[usize::from(all_on)]
    }

    pub(super) fn source(&self, all_on: bool, role: &str) -> &Arc<Source> {
        &self.catalog(all_on).sources[role]
    }

    pub(super) fn kind(&self, name: &str) -> &Arc<Kind> {
        &self.catalogs[0].kinds[&format!("{name}/1")]
    }

    /// Roles that may give anything.
    pub(super) fn givers(&self) -> Vec<String> {
        self.catalogs[0].sources.keys().cloned().collect()
    }
}

fn compile(texts: &schakel::catalog::Texts) -> Catalog {
    Catalog::compile(texts)
        .unwrap_or_else(|wrong| panic!("the catalog does not compile: {wrong:#?}"))
}

pub(super) fn oin(role: usize, organisation: usize) -> String {
    format!("00000099{:04}{:04}0000", role + 1, organisation + 1)
}

/// One for each home; of the wijkteams there are three in the first home, one of which is for whoever has no wijk of its own, and two in the
/// second and the third, of which none is.
///
/// Some have their OIN together: two wijkteams of the first home, that have it together with its cjg too, the two of the third, and two
/// providers. One wijkteam has a name as a unit, and is alone.
fn partners(roles: &[&str]) -> Vec<Partner> {
    let wijkteam = roles
        .iter()
        .position(|role| *role == "wijkteam")
        .expect("a role");
    let made = |at: usize, role: &str, which: usize, home: usize, wijken: &[&str]| Partner {
        name: format!("{role} {which}"),
        oin: match (role, which) {
            ("wijkteam" | "jeugdhulpaanbieder", 3) => oin(at, 0),
            ("wijkteam", 6) => oin(at, 2),
            ("cjg", 0) => oin(wijkteam, 0),
            _ => oin(at, which),
        },
        unit: units(role, which).map(str::to_owned),
        role: role.to_owned(),
        municipality: HOMES[home].0.to_owned(),
        brins: if which < HOMES.len() {
            vec![HOMES[home].1.to_owned()]
        } else {
            Vec::new()
        },
        wijken: wijken.iter().map(|wijk| (*wijk).to_owned()).collect(),
        access: false,
    };
    let mut all = Vec::new();
    for (at, role) in roles.iter().enumerate() {
        all.extend((0..HOMES.len()).map(|home| made(at, role, home, home, &[])));
        if *role == "wijkteam" {
            let first = all.len() - HOMES.len();
            all[first].access = true;
            all[first + 1].wijken = vec!["WK014801".to_owned()];
            all.push(made(at, role, 3, 0, &["WK019301"]));
            all.push(made(at, role, 4, 1, &["WK014802"]));
            all.push(made(at, role, 5, 0, &["WK019302"]));
            all[first + 2].wijken = vec!["WK016601".to_owned()];
            all.push(made(at, role, 6, 2, &["WK016602"]));
        }
        if *role == "jeugdhulpaanbieder" {
            all.push(made(at, role, 3, 0, &[]));
        }
    }
    all
}

fn units(role: &str, which: usize) -> Option<&'static str> {
    match (role, which) {
        ("wijkteam" | "jeugdhulpaanbieder", 0) => Some("stad"),
        ("wijkteam" | "jeugdhulpaanbieder", 3) => Some("noord"),
        ("wijkteam", 2) => Some("oost"),
        ("wijkteam", 5) => Some("zuid"),
        ("wijkteam", 6) => Some("west"),
        _ => None,
    }
}

fn unit_toml(unit: Option<&str>) -> String {
    unit.map(|unit| format!("onderdeel = \"{unit}\"\n"))
        .unwrap_or_default()
}

fn quoted(list: &[String]) -> String {
    list.iter().map(|one| format!("\"{one}\", ")).collect()
}

fn partner_toml(partner: &Partner, kinds: &[String]) -> String {
    let Partner {
        name,
        oin,
        role,
        unit,
        municipality,
        brins,
        wijken,
        access,
    } = partner;
    let unit = unit_toml(unit.as_deref());
    let mark = if *access { "toegang = true\n" } else { "" };
    let exchange = name.replace(' ', "-");
    format!(
        "[[partner]]\noin = \"{oin}\"\nname = \"{name}\"\n{unit}role = \"{role}\"\ncontroller = \"{name}\"\n\
         area = {{ gemeente = [\"{municipality}\"], brin = [{}], wijk = [{}] }}\n{mark}kinds = [{}]\n\
         channel = {{ amqp = {{ exchange = \"to.{exchange}\" }} }}\nuser = \"{exchange}\"\nfrom = 2015-01-01\n",
        quoted(brins),
        quoted(wijken),
        quoted(kinds)
    )
}

fn source_toml(at: usize, role: &str, kinds: &[String]) -> String {
    let (oin, unit) = (oin(at, 2), unit_toml(units(role, 2)));
    format!(
        "[[source]]\nname = \"{role}\"\noin = \"{oin}\"\n{unit}role = \"{role}\"\ncontroller = \"{role}\"\nadapter = \"cloudevents\"\n\
         user = \"{role}\"\nkinds = [{}]\nfrom = 2015-01-01\n",
        quoted(kinds)
    )
}

fn region_toml(on: &[String]) -> String {
    let homes: Vec<String> = HOMES.iter().map(|(home, _)| (*home).to_owned()).collect();
    format!(
        "name = \"proef\"\noin = \"00000099000000010000\"\nserves = [{}]\nrows_on = [{}]\n",
        quoted(&homes),
        quoted(on)
    )
}

fn agreement_toml(agreement: &Agreement) -> String {
    let Agreement {
        name,
        from,
        until,
        parties,
    } = agreement;
    format!(
        "[[agreement]]\nname = \"{name}\"\nsigned = {from}\nfrom = {from}\nuntil = {until}\nparties = [{}]\n",
        quoted(parties)
    )
}
