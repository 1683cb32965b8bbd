//! Settings that were given + settings that were asked for -> the origin of each value; or all faults, with the name that was meant.

use super::names::{ALMOST, is_within, plain, variable};
use super::value::{GivenValue, SettingPlace, Written};
use super::{GivenSettings, Origin, SettingsError};
use std::collections::BTreeSet;

impl GivenSettings {
    /// The origin of each value, once all topics have asked; or all faults.
    pub(in crate::config) fn origins(mut self) -> Result<Vec<Origin>, SettingsError> {
        let unknown: Vec<String> = (self.values.iter())
            .filter_map(|(name, written)| self.unknown(name, written))
            .collect();
        self.wrong.extend(unknown);
        for almost in &self.almost {
            let name = plain(
                &almost
                    .get(ALMOST.len()..)
                    .unwrap_or_default()
                    .to_ascii_lowercase(),
            );
            if let Some(meant) = self.asked.iter().find(|known| plain(known) == name) {
                self.wrong.push(format!(
                    "variabele `{almost}` in de omgeving is onbekend; bedoelt u `{}`?",
                    variable(meant)
                ));
            }
        }
        if !self.wrong.is_empty() {
            return Err(SettingsError::all(self.wrong));
        }
        let origin = |(name, written): (&String, &Written)| {
            let from = match &written.place {
                SettingPlace::Line(_) => self.file.display().to_string(),
                SettingPlace::Variable(variable) => format!("de omgeving ({variable})"),
            };
            Origin {
                name: name.clone(),
                from,
            }
        };
        Ok(self
            .values
            .iter()
            .filter(|(_, written)| !matches!(written.value, GivenValue::Nothing))
            .map(origin)
            .collect())
    }

    fn unknown(&self, name: &str, written: &Written) -> Option<String> {
        let is_table = self.asked.iter().any(|asked| {
            asked
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('.'))
        });
        match written.value {
            _ if self.asked.contains(name) => return None,
            GivenValue::Nothing if is_table => return None,
            _ if is_table => {
                return Some(format!(
                    "`{name}` moet een tabel zijn, {}",
                    self.place_text(&written.place)
                ));
            }
            _ => {}
        }
        let meant = self.meant(name, &written.place);
        Some(match &written.place {
            SettingPlace::Line(_) => format!(
                "`{name}` is onbekend; {meant}, {}",
                self.place_text(&written.place)
            ),
            SettingPlace::Variable(variable) => {
                format!("variabele `{variable}` in de omgeving is onbekend; {meant}")
            }
        })
    }

    /// The known name that comes nearest, or all known names.
    fn meant(&self, name: &str, place: &SettingPlace) -> String {
        let near = |known: &&&str| strsim::damerau_levenshtein(&plain(known), &plain(name));
        let nearest = self
            .asked
            .iter()
            .min_by_key(near)
            .filter(|known| near(known) <= 3.min(known.len() / 3));
        let shown = |name: &str| match place {
            SettingPlace::Line(_) => format!("`{name}`"),
            SettingPlace::Variable(_) => format!("`{}`", variable(name)),
        };
        match nearest {
            Some(known) => format!("bedoelt u {}?", shown(known)),
            None => {
                let table = name.split('.').next().unwrap_or_default();
                let of_table: Vec<_> = self
                    .asked
                    .iter()
                    .filter(|known| is_within(known, table))
                    .map(|known| shown(known))
                    .collect();
                let tables: BTreeSet<_> = self
                    .asked
                    .iter()
                    .filter_map(|known| known.split('.').next())
                    .collect();
                match of_table.is_empty() {
                    true => format!(
                        "bekende tabellen zijn {}",
                        tables.into_iter().collect::<Vec<_>>().join(", ")
                    ),
                    false => format!("bekend zijn {}", of_table.join(", ")),
                }
            }
        }
    }
}
