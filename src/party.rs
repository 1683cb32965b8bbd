//! OIN, role and unit <-> [`Party`]: an organisation in one role, as it discloses or receives.
//!
//! A statement by leerplicht is not one by the wijkteam of the same municipality; and of two teams under one OIN only one has the child.

use std::fmt;
use std::str::FromStr;

/// `OIN/role`, or `OIN/role/unit`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Party {
    /// The organisation.
    pub oin: String,
    /// The role that the organisation acts in.
    pub role: String,
    /// The unit of the organisation; none for an undivided organisation.
    pub unit: Option<String>,
}

/// A text that is no party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoParty;

impl Party {
    /// A party without a unit: an undivided organisation in one role.
    pub fn new(oin: &str, role: &str) -> Self {
        Self {
            oin: oin.to_owned(),
            role: role.to_owned(),
            unit: None,
        }
    }

    /// The text of organisation and unit, without the role. Verdicts are kept so, with the role beside this text.
    pub fn without_role(&self) -> String {
        self.unit
            .as_ref()
            .map_or_else(|| self.oin.clone(), |unit| format!("{}/{unit}", self.oin))
    }

    /// A party from the text of [`Party::without_role`] and a role.
    pub fn with_role(organisation: &str, role: &str) -> Self {
        let (oin, unit) = organisation
            .split_once('/')
            .map_or((organisation, None), |(oin, unit)| (oin, Some(unit)));
        Self {
            oin: oin.to_owned(),
            role: role.to_owned(),
            unit: unit.map(str::to_owned),
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.oin, self.role)?;
        self.unit.iter().try_for_each(|unit| write!(f, "/{unit}"))
    }
}

impl fmt::Display for NoParty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("neither OIN/role nor OIN/role/unit")
    }
}

impl std::error::Error for NoParty {}

impl FromStr for Party {
    type Err = NoParty;

    fn from_str(text: &str) -> Result<Self, NoParty> {
        let mut parts = text.split('/');
        let (oin, role, unit, more) = (parts.next(), parts.next(), parts.next(), parts.next());
        match (oin, role) {
            (Some(oin), Some(role))
                if more.is_none() && ![Some(oin), Some(role), unit].contains(&Some("")) =>
            {
                Ok(Self {
                    oin: oin.to_owned(),
                    role: role.to_owned(),
                    unit: unit.map(str::to_owned),
                })
            }
            _ => Err(NoParty),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Party;

    #[test]
    fn a_party_is_read_as_it_is_written() {
        for text in [
            "00000099000000001000/wijkteam",
            "00000099000000001000/wijkteam/noord",
        ] {
            assert_eq!(
                text.parse::<Party>().map(|party| party.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in [
            "",
            "00000099000000001000",
            "/wijkteam",
            "a/",
            "a/b/",
            "a/b/c/d",
        ] {
            assert!(text.parse::<Party>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_verdicts_hold_tells_units_apart_and_is_the_oin_where_there_are_none() {
        let whole = Party::new("00000099000000001000", "wijkteam");
        let unit = Party {
            unit: Some("noord".to_owned()),
            ..whole.clone()
        };
        assert_eq!(whole.without_role(), "00000099000000001000");
        for party in [whole, unit] {
            assert_eq!(Party::with_role(&party.without_role(), "wijkteam"), party);
        }
    }
}
