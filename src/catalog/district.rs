//! A neighbourhood as a message, a partner or `wijken.csv` writes it -> [`District`] in one spelling, and the district of a postcode.

use super::complaint::{Complaint, Text};
use super::format;
use std::collections::BTreeMap;

const HEADER: &str = "postcode,wijk";

/// A wijk (six digits) or a buurt (eight) of the CBS, or a name of the region's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct District(String);

impl District {
    /// A district of `WK019304`, `019304`, `BU01930401` or `Holtenbroek`: letters before a CBS code, capitals and blanks are ignored.
    pub fn of(text: &str) -> Self {
        let plain: String = text
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        let code = plain
            .strip_prefix("wk")
            .or_else(|| plain.strip_prefix("bu"))
            .unwrap_or(&plain);
        let is_code = matches!(code.len(), 6 | 8) && code.bytes().all(|b| b.is_ascii_digit());
        Self(if is_code { code.to_owned() } else { plain })
    }

    /// Whether this district is the other, or the wijk of that buurt.
    pub fn holds(&self, other: &District) -> bool {
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let wijk_of = self.0.len() == 6
            && other.0.len() == 8
            && digits(&self.0)
            && digits(&other.0)
            && other.0.starts_with(&self.0);
        self == other || wijk_of
    }
}

/// `wijken.csv`: the district of each postcode.
#[derive(Debug, Default)]
pub struct Districts(BTreeMap<String, District>);

impl Districts {
    /// Compiles the table: a header line, then `8031AB,WK019304`. A postcode that lies in two neighbourhoods may not stand in the table.
    pub fn compile(text: &Text) -> Result<Self, Vec<Complaint>> {
        let mut found: BTreeMap<String, District> = BTreeMap::new();
        let mut wrong = Vec::new();
        let mut complain = |line: usize, said: String| {
            wrong.push(Complaint {
                file: text.path.clone(),
                line: Some(line),
                text: said,
                missing: None,
            })
        };
        let mut lines = (1..)
            .zip(text.text.lines())
            .filter(|(_, line)| !line.trim().is_empty());
        if let Some((at, line)) = lines.next()
            && line.trim() != HEADER
        {
            complain(at, format!("de eerste regel is niet de kop `{HEADER}`"));
        }
        for (at, line) in lines {
            let parts = line.split_once(',').map(|(postcode, wijk)| {
                (postcode.trim().replace(' ', "").to_uppercase(), wijk.trim())
            });
            match parts {
                Some((postcode, wijk)) if format::dutch_postcode(&postcode) && !wijk.is_empty() => {
                    let wijk = District::of(wijk);
                    if found
                        .insert(postcode, wijk.clone())
                        .is_some_and(|before| before != wijk)
                    {
                        complain(at, "deze postcode ligt in twee wijken: laat haar weg, dan helpt de toegang van de gemeente".to_owned());
                    }
                }
                _ => complain(
                    at,
                    format!("verwacht `{HEADER}`, met een postcode als 8011AB"),
                ),
            }
        }
        if wrong.is_empty() {
            Ok(Self(found))
        } else {
            Err(wrong)
        }
    }

    /// The district of a postcode, if the table has one.
    pub fn of_postcode(&self, postcode: &str) -> Option<&District> {
        self.0.get(postcode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_before_a_code_are_ignored_and_those_of_a_name_are_not() {
        for code in ["WK019304", "wk 019304", "019304", "BU019304"] {
            assert_eq!(District::of(code), District::of("019304"), "{code}");
        }
        for (name, other) in [
            ("Wkpark12", "park12"),
            ("Bu1234", "1234"),
            ("Bulten", "lten"),
        ] {
            assert_ne!(District::of(name), District::of(other), "{name}");
        }
    }

    #[test]
    fn a_wijk_holds_its_own_buurten() {
        let holds = |one: &str, other: &str| District::of(one).holds(&District::of(other));
        assert!(holds("019304", "01930401") && holds("019304", "019304"));
        assert!(!holds("019304", "01930501") && !holds("01930401", "019304"));
        assert!(!holds("019304", "0193040a") && !holds("noord1", "noord1ab"));
    }
}
