//! A setting as written, and its place.

use toml::de::DeValue;

/// A value as written.
#[derive(Debug)]
pub(super) enum GivenValue {
    /// A value in the environment, where nothing has a type. None: not UTF-8.
    Bare(Option<String>),
    /// Between quotes.
    Text(String),
    /// A whole number. None: longer than any number.
    Whole(Option<i128>),
    List(Vec<GivenValue>),
    Truth(bool),
    /// A table with nothing in it.
    Nothing,
    /// A value that no setting has: `1.5`, a day.
    Other,
}

#[derive(Debug)]
pub(super) enum SettingPlace {
    Line(usize),
    Variable(String),
}

#[derive(Debug)]
pub(super) struct Written {
    pub(super) value: GivenValue,
    pub(super) place: SettingPlace,
}

impl GivenValue {
    pub(super) fn of(value: &DeValue<'_>) -> Self {
        match value {
            DeValue::String(text) => Self::Text(text.to_string()),
            DeValue::Integer(number) => {
                Self::Whole(i128::from_str_radix(number.as_str(), number.radix()).ok())
            }
            DeValue::Boolean(truth) => Self::Truth(*truth),
            DeValue::Array(values) => Self::List(
                values
                    .iter()
                    .map(|value| Self::of(value.get_ref()))
                    .collect(),
            ),
            DeValue::Table(table) if table.is_empty() => Self::Nothing,
            _ => Self::Other,
        }
    }

    /// The value as a whole number. In the environment, digits and nothing else: `010` may be meant as eight.
    pub(super) fn whole(&self) -> Option<i128> {
        match self {
            Self::Whole(number) => *number,
            Self::Bare(Some(text)) => {
                let digits = text.bytes().all(|byte| byte.is_ascii_digit())
                    && (text == "0" || !text.starts_with('0'));
                text.parse().ok().filter(|_| digits)
            }
            _ => None,
        }
    }
}
