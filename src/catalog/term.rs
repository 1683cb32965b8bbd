//! `policies/termen.toml` -> [`Terms`]: the closed lists of roles, categories and purposes.

use super::complaint::{Complaint, Text};
use super::particles::{Particles, ParticlesSpec};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TermsSpec {
    rol: Vec<RoleSpec>,
    doel: Vec<NamedSpec>,
    categorie: Vec<CategorySpec>,
    #[serde(default)]
    voorvoegsels: Vec<ParticlesSpec>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleSpec {
    code: String,
    naam: String,
    #[serde(default)]
    meer: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedSpec {
    code: String,
    naam: String,
    gewoon: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CategorySpec {
    code: String,
    naam: String,
    gewoon: Option<String>,
    #[serde(default)]
    delen: Sharing,
    #[serde(default)]
    bij_geheim_adres: WhenSecret,
    #[serde(default)]
    begeleidend: bool,
    #[serde(default)]
    over_wie: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Sharing {
    /// The category goes only where a row names it.
    #[default]
    Rij,
    /// The category goes with every share.
    Altijd,
    /// The category stays in the hub.
    Nooit,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WhenSecret {
    #[default]
    Blijft,
    Weg,
}

/// A set of categories; at most 64 exist.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Categories(u64);

impl Categories {
    /// Every category of both sets.
    #[must_use]
    pub const fn with(self, other: Categories) -> Self {
        Self(self.0 | other.0)
    }

    /// The categories of this set that are not in `other`.
    #[must_use]
    pub const fn without(self, other: Categories) -> Self {
        Self(self.0 & !other.0)
    }

    /// The categories that are in both sets.
    #[must_use]
    pub const fn both(self, other: Categories) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether the set holds all of `other`.
    pub const fn contains(self, other: Categories) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the set holds no category.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The closed lists of roles, categories and purposes.
#[derive(Debug, Default)]
pub struct Terms {
    roles: BTreeMap<String, String>,
    several: BTreeSet<String>,
    purposes: BTreeSet<String>,
    codes: Vec<String>,
    names: BTreeMap<String, String>,
    plain: BTreeMap<String, String>,
    /// The categories that go with every share.
    pub always: Categories,
    /// The categories that never leave the hub.
    pub never: Categories,
    /// The categories that no recipient gets when the address is secret.
    pub secret: Categories,
    /// The categories that tell a message's subject and how to reach a person, and nothing of the matter itself.
    pub accompanying: Categories,
    /// The categories that tell a message's subject: a row by consent that lists one of these without its consent gives nothing.
    pub naming: Categories,
    /// The particles in front of a surname, which do not tell two people apart.
    pub particles: Particles,
}

impl Terms {
    /// Compiles `termen.toml`.
    pub fn compile(text: &Text) -> Result<Self, Vec<Complaint>> {
        let spec: TermsSpec = text.toml().map_err(|complaint| vec![complaint])?;
        let mut terms = Self::default();
        let mut complaints = Vec::new();
        terms.particles = Particles::compile(text, &spec.voorvoegsels, &mut complaints);
        let mut wrong = |code: &str, found: Result<(), String>| {
            complaints.extend(found.err().map(|wrong| text.complain(&[code], wrong)));
        };
        for role in spec.rol {
            let code = role.code.clone();
            wrong(&code, terms.add_role(role));
        }
        for purpose in spec.doel {
            let code = purpose.code.clone();
            wrong(&code, terms.add_purpose(purpose));
        }
        for category in spec.categorie {
            let code = category.code.clone();
            wrong(&code, terms.add_category(category));
        }
        if complaints.is_empty() {
            Ok(terms)
        } else {
            Err(complaints)
        }
    }

    fn add_role(&mut self, role: RoleSpec) -> Result<(), String> {
        if role.meer {
            self.several.insert(role.code.clone());
        }
        match self.roles.insert(role.code.clone(), role.naam) {
            None => Ok(()),
            Some(_) => Err(format!("rol `{}` staat er twee keer", role.code)),
        }
    }

    fn add_purpose(&mut self, purpose: NamedSpec) -> Result<(), String> {
        let NamedSpec { code, naam, gewoon } = purpose;
        let plain = gewoon.unwrap_or_else(|| naam.clone());
        self.plain.insert(code.clone(), plain);
        let named = !naam.is_empty();
        self.names.insert(code.clone(), naam);
        if named && self.purposes.insert(code.clone()) {
            Ok(())
        } else {
            Err(format!(
                "doel `{code}` staat er twee keer of heeft geen naam"
            ))
        }
    }

    fn add_category(&mut self, category: CategorySpec) -> Result<(), String> {
        let code = &category.code;
        if category.naam.is_empty() || self.codes.contains(code) || self.codes.len() == 64 {
            return Err(format!(
                "categorie `{code}`: twee keer, zonder naam, of de 65e"
            ));
        }
        let bit = Categories(1 << self.codes.len());
        let put = |into: &mut Categories, holds: bool| {
            if holds {
                *into = into.with(bit);
            }
        };
        put(&mut self.always, category.delen == Sharing::Altijd);
        put(&mut self.never, category.delen == Sharing::Nooit);
        put(
            &mut self.secret,
            category.bij_geheim_adres == WhenSecret::Weg,
        );
        put(&mut self.accompanying, category.begeleidend);
        put(&mut self.naming, category.over_wie);
        self.names.insert(code.clone(), category.naam.clone());
        let plain = category.gewoon.unwrap_or(category.naam);
        self.plain.insert(code.clone(), plain);
        self.codes.push(category.code);
        Ok(())
    }

    /// The set of this one category.
    pub fn category(&self, code: &str) -> Option<Categories> {
        self.codes
            .iter()
            .position(|known| known == code)
            .map(|at| Categories(1 << at))
    }

    /// Every category.
    pub fn all(&self) -> Categories {
        self.set(self.codes.iter().map(String::as_str))
    }

    /// The set of these codes; a code that is no category is left out.
    pub fn set<'c>(&self, codes: impl Iterator<Item = &'c str>) -> Categories {
        codes
            .filter_map(|code| self.category(code))
            .fold(Categories::default(), Categories::with)
    }

    /// The codes of a set, in the order of the file.
    pub fn codes(&self, set: Categories) -> Vec<&str> {
        (0..)
            .zip(&self.codes)
            .filter(|(at, _)| set.0 >> at & 1 == 1)
            .map(|(_, code)| code.as_str())
            .collect()
    }

    /// A purpose or a category in plain words, for a form that a family reads.
    pub fn plain<'a>(&'a self, code: &'a str) -> &'a str {
        self.plain.get(code).map_or(code, String::as_str)
    }

    /// The name of a purpose or a category on screen.
    pub fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.names.get(code).map_or(code, String::as_str)
    }

    /// The codes of all categories, in the order of the file.
    pub fn category_codes(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().map(String::as_str)
    }

    /// The codes of all purposes.
    pub fn purpose_codes(&self) -> impl Iterator<Item = &str> {
        self.purposes.iter().map(String::as_str)
    }

    /// The codes of all roles.
    pub fn role_codes(&self) -> impl Iterator<Item = &str> {
        self.roles.keys().map(String::as_str)
    }

    /// All codes, for a complaint that lists the choices.
    pub fn all_codes(&self) -> String {
        self.codes.join(", ")
    }

    /// Whether this is a role.
    pub fn is_role(&self, code: &str) -> bool {
        self.roles.contains_key(code)
    }

    /// Whether several partners of this role may receive one message for one place; else exactly one does.
    pub fn may_be_several(&self, role: &str) -> bool {
        self.several.contains(role)
    }

    /// The name of the role on screen.
    pub fn role_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.roles.get(code).map_or(code, String::as_str)
    }

    /// Whether this is a purpose that consent can be given for.
    pub fn is_purpose(&self, code: &str) -> bool {
        self.purposes.contains(code)
    }
}
