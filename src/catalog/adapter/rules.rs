//! The lines of an adapter's table + the schema that they fill -> [`Rule`]s, or the complaints about each line.

use super::birth::IncompleteSpec;
use super::path::{list, path};
use super::spec::{Codes, RuleSpec, json};
use super::{Restricts, Rule, Verb};
use crate::catalog::complaint::{Complaint, Text};
use crate::catalog::schema::{Kind, Leaf, Meaning, Shape};

pub(super) struct RuleTable<'a> {
    pub(super) text: &'a Text,
    pub(super) codes: &'a Codes,
    pub(super) kind: &'a Kind,
    pub(super) complaints: &'a mut Vec<Complaint>,
}

impl<'a> RuleTable<'a> {
    fn complain(&mut self, to: &str, text: &str) {
        self.complaints.push(
            self.text
                .complain(&["map", &format!("\"{to}\"")], format!("`{to}`: {text}")),
        );
    }

    /// Whether the field has this meaning.
    fn is(&self, full: &str, meaning: Meaning) -> bool {
        self.kind
            .meanings
            .get(&meaning)
            .is_some_and(|pointer| *pointer == format!("/{}", full.replace('.', "/")))
    }

    pub(super) fn rules(&mut self, specs: Vec<RuleSpec>, above: &str) -> Vec<Rule> {
        specs
            .into_iter()
            .filter_map(|spec| self.rule(spec, above))
            .collect()
    }

    /// The leaf that a line fills; the inner `None` for a line that fills a list.
    fn target(&mut self, spec: &RuleSpec, full: &str) -> Option<Option<&'a Leaf>> {
        let kind = self.kind;
        let wrong = match kind.at(full) {
            Some(Shape::Leaf(leaf)) => return Some(Some(leaf)),
            Some(Shape::List(_)) if spec.each.is_some() => return Some(None),
            Some(_) => {
                "wijst naar een object of lijst: geef een veld, of `each` met een eigen `map`"
                    .to_owned()
            }
            None => format!("`data.{full}` staat niet in het schema van `{}`", kind.name),
        };
        self.complain(&spec.to, &wrong);
        None
    }

    fn rule(&mut self, spec: RuleSpec, above: &str) -> Option<Rule> {
        let to = spec.to.clone();
        let full = if above.is_empty() {
            to.clone()
        } else {
            format!("{above}.{to}")
        };
        let leaf = self.target(&spec, &full)?;
        let restricts = match leaf {
            Some(leaf) if leaf.restrictive && self.is(&full, Meaning::SecretAddress) => {
                Restricts::Counts
            }
            Some(leaf) if leaf.restrictive => Restricts::Stops,
            _ => Restricts::Nothing,
        };
        let verb = self.verb(&spec, &full, &to)?;
        if let (Some(choices), Verb::Codes(codes)) =
            (leaf.and_then(|leaf| leaf.choices.as_ref()), &verb)
            && let Some(wrong) = codes.values().find(|value| !choices.contains(value))
        {
            self.complain(
                &to,
                &format!("{wrong} staat niet in de codelijst van het schema"),
            );
        }
        Some(Rule {
            to,
            from: spec
                .from
                .map(list)
                .unwrap_or_default()
                .iter()
                .map(|from| path(from))
                .collect(),
            join: spec.join.unwrap_or_default(),
            strip: spec.strip,
            remove: spec.remove.unwrap_or_default(),
            optional: spec.optional,
            restricts,
            verb,
        })
    }

    fn verb(&mut self, spec: &RuleSpec, full: &str, to: &str) -> Option<Verb> {
        let mut verbs = Vec::new();
        if let Some(value) = &spec.value {
            verbs.push(Verb::Fixed(json(value.clone())));
        }
        if let Some(notations) = spec.date.clone().map(list) {
            if notations.is_empty() || notations.iter().any(String::is_empty) {
                self.complain(to, "`date` is leeg; geef bijvoorbeeld \"%Y%m%d\"");
            }
            verbs.push(if self.is(full, Meaning::BirthDate) {
                Verb::BirthDate(
                    notations,
                    spec.incomplete.clone().map(IncompleteSpec::compile),
                )
            } else {
                Verb::Date(notations)
            });
        }
        if spec.incomplete.is_some() && !matches!(verbs.first(), Some(Verb::BirthDate(..))) {
            self.complain(
                to,
                "`incomplete` hoort bij `date`, in het veld met de betekenis `geboortedatum`",
            );
        }
        if let Some(name) = &spec.codes {
            match self.codes.get(name) {
                Some(codes) => verbs.push(Verb::Codes(codes.clone())),
                None => self.complain(to, &format!("`[codes.{name}]` ontbreekt")),
            }
        }
        verbs.extend(spec.number.map(Verb::Number));
        if let Some([yes, no]) = &spec.flag {
            verbs.push(Verb::Flag(yes.clone(), no.clone()));
        }
        if let Some(each) = &spec.each {
            let rules = self.rules(spec.map.clone(), full);
            verbs.push(Verb::Each(path(each), rules));
        }
        let sources = spec.from.clone().map(list).unwrap_or_default().len();
        let needs_from = !matches!(verbs.first(), Some(Verb::Fixed(_) | Verb::Each(..)));
        if verbs.len() > 1 || (sources > 1) != spec.join.is_some() || needs_from != (sources > 0) {
            let text = "geef één bron met ten hoogste één van value, date, codes, number, flag, each; meer bronnen alleen met `join`";
            self.complain(to, text);
            return None;
        }
        Some(verbs.pop().unwrap_or(Verb::Text))
    }
}
