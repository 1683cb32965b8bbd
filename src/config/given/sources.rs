//! The text of the file + the environment -> `GivenSettings`.

use super::names::{ALMOST, PREFIX};
use super::value::{GivenValue, SettingPlace, Written};
use super::{GivenSettings, SettingsError};
use crate::catalog::complaint;
use std::ffi::OsString;
use std::path::Path;
use toml::de::{DeTable, DeValue};

impl GivenSettings {
    pub(in crate::config) fn new(
        file: &Path,
        bytes: &[u8],
        environment: impl Iterator<Item = (OsString, OsString)>,
    ) -> Result<Self, SettingsError> {
        let no_utf8 = |_| {
            SettingsError(format!(
                "`{}` is geen UTF-8: sla het bestand op als UTF-8",
                file.display()
            ))
        };
        let text = std::str::from_utf8(bytes).map_err(no_utf8)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        // the parser's own words show the line, and a password may be on that line
        let refused = |error| {
            SettingsError(format!(
                "`{}`, {}",
                file.display(),
                complaint::refused(&error, text)
            ))
        };
        let table = DeTable::parse(text).map_err(refused)?;
        let (values, asked, almost, wrong) = <_>::default();
        let mut given = Self {
            file: file.to_owned(),
            values,
            asked,
            almost,
            wrong,
        };
        given.flatten("", table.get_ref(), text);
        for (variable, value) in environment {
            given.take_variable(&variable.to_string_lossy(), value.into_string().ok());
        }
        Ok(given)
    }

    fn flatten(&mut self, before: &str, table: &DeTable<'_>, text: &str) {
        for (key, value) in table {
            // a key with a dot in it is no setting of the hub, and not two names
            let part = if key.get_ref().contains('.') {
                format!("\"{}\"", key.get_ref())
            } else {
                key.get_ref().to_string()
            };
            let name = format!("{before}{part}");
            match value.get_ref() {
                DeValue::Table(inner) if !inner.is_empty() => {
                    self.flatten(&format!("{name}."), inner, text)
                }
                value => {
                    let place = SettingPlace::Line(complaint::line_at(text, key.span().start));
                    self.values.insert(
                        name,
                        Written {
                            value: GivenValue::of(value),
                            place,
                        },
                    );
                }
            }
        }
    }

    fn take_variable(&mut self, variable: &str, value: Option<String>) {
        let begin = variable.get(..PREFIX.len()).unwrap_or_default();
        if begin.eq_ignore_ascii_case(PREFIX) {
            let name = variable
                .get(PREFIX.len()..)
                .unwrap_or_default()
                .to_ascii_lowercase()
                .replace("__", ".");
            let written = Written {
                value: GivenValue::Bare(value),
                place: SettingPlace::Variable(variable.to_owned()),
            };
            if let Some(Written {
                place: SettingPlace::Variable(other),
                ..
            }) = self.values.insert(name, written)
            {
                self.wrong.push(format!(
                    "de variabelen `{other}` en `{variable}` zeggen hetzelfde: laat er één staan"
                ));
            }
        } else if variable
            .get(..ALMOST.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(ALMOST))
        {
            self.almost.push(variable.to_owned());
        }
    }
}
