//! Keywords of a schema -> [`Meaning`] of a field and [`StatementSort`] of a message, which the hub must understand.

/// The meaning of a field that the hub itself must understand: the keyword `betekenis` of a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// BSN or onderwijsnummer of the subject.
    Pgn,
    /// First names of the subject.
    FirstNames,
    /// Surname of the subject.
    Surname,
    /// Birth date of the subject.
    BirthDate,
    /// Postcode of the subject's home.
    Postcode,
    /// House number of the subject's home.
    HouseNumber,
    /// Municipality of residence of the subject.
    Home,
    /// Municipality of residence as the Jeugdwet counts it, where that is another.
    HomeOfYouthCare,
    /// Neighbourhood (wijk or buurt) of the subject's home.
    District,
    /// Whether the subject stays elsewhere than at home: a flag, or the other address.
    Stay,
    /// The country of the subject's home.
    Country,
    /// Whether the address of the subject is secret.
    SecretAddress,
    /// BRIN of the school.
    Brin,
    /// The day that the message is about.
    EventDay,
    /// The last day of an absence.
    EventEnd,
    /// The number that a report and the feedback on that report share.
    ReportNumber,
    /// The numbers of the reports behind matters that are handed over.
    HandedOver,
    /// The person who gives, refuses or withdraws consent.
    Giver,
    /// The capacity of the giver.
    Capacity,
    /// Whether the giver has gezag.
    Authority,
    /// The organisation that the statement is about.
    Recipient,
    /// The unit of the organisation that the statement is about.
    RecipientUnit,
    /// The organisation at which a no counts, where that is not the sender.
    Discloser,
    /// The purpose of the consent.
    Purpose,
    /// The categories of the statement: a list.
    CategoryList,
    /// The day of the statement.
    StatementDay,
    /// The last day of a consent.
    ValidUntil,
    /// Whether the youth is able to decide (wilsbekwaam).
    Capable,
    /// The organisation that the message is addressed to.
    Addressee,
    /// The organisations that take part: a list.
    Participants,
    /// Where the evidence of a statement lies.
    Evidence,
    /// The version of the text that the giver read.
    Wording,
}

impl Meaning {
    pub(super) const ALL: [(&'static str, Meaning); 32] = [
        ("pgn", Meaning::Pgn),
        ("voornamen", Meaning::FirstNames),
        ("achternaam", Meaning::Surname),
        ("geboortedatum", Meaning::BirthDate),
        ("postcode", Meaning::Postcode),
        ("huisnummer", Meaning::HouseNumber),
        ("woongemeente", Meaning::Home),
        ("woonplaats-jeugdwet", Meaning::HomeOfYouthCare),
        ("woonwijk", Meaning::District),
        ("verblijf", Meaning::Stay),
        ("land", Meaning::Country),
        ("geheim-adres", Meaning::SecretAddress),
        ("brin", Meaning::Brin),
        ("gebeurtenis", Meaning::EventDay),
        ("gebeurtenis-einde", Meaning::EventEnd),
        ("meldingsnummer", Meaning::ReportNumber),
        ("overgedragen-nummer", Meaning::HandedOver),
        ("gever", Meaning::Giver),
        ("hoedanigheid", Meaning::Capacity),
        ("gezag", Meaning::Authority),
        ("ontvanger", Meaning::Recipient),
        ("ontvanger-onderdeel", Meaning::RecipientUnit),
        ("verstrekker", Meaning::Discloser),
        ("doel", Meaning::Purpose),
        ("categorieen", Meaning::CategoryList),
        ("verklaringsdag", Meaning::StatementDay),
        ("geldig-tot", Meaning::ValidUntil),
        ("wilsbekwaam", Meaning::Capable),
        ("geadresseerde", Meaning::Addressee),
        ("deelnemers", Meaning::Participants),
        ("bewijs", Meaning::Evidence),
        ("tekstversie", Meaning::Wording),
    ];

    /// The word by which a schema names the meaning.
    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, meaning)| *meaning == self)
            .map_or("", |(word, _)| word)
    }
}

/// The sort of a message about consent: the keyword `verklaring` of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementSort {
    /// Yes, for the categories of the statement.
    Yes,
    /// No: consent was refused.
    No,
    /// No, after a yes.
    Withdrawal,
    /// From now on these categories, and no other.
    Change,
    /// Whether somebody has gezag.
    Authority,
    /// Whether the youth is able to decide.
    Capability,
}

impl StatementSort {
    pub(super) const ALL: [(&'static str, StatementSort); 6] = [
        ("ja", StatementSort::Yes),
        ("nee", StatementSort::No),
        ("intrekking", StatementSort::Withdrawal),
        ("wijziging", StatementSort::Change),
        ("gezag", StatementSort::Authority),
        ("wilsbekwaamheid", StatementSort::Capability),
    ];

    /// Whether a statement of this sort may say no. A no is heard for every subject that the statement may be about.
    pub const fn takes_away(self) -> bool {
        matches!(
            self,
            StatementSort::No | StatementSort::Withdrawal | StatementSort::Change
        )
    }

    /// The meanings for which a schema of this sort must have fields.
    pub(super) const fn needs(self) -> &'static [Meaning] {
        match self {
            StatementSort::Yes
            | StatementSort::No
            | StatementSort::Withdrawal
            | StatementSort::Change => &[
                Meaning::Giver,
                Meaning::Capacity,
                Meaning::Recipient,
                Meaning::Purpose,
                Meaning::CategoryList,
                Meaning::StatementDay,
            ],
            StatementSort::Authority => {
                &[Meaning::Giver, Meaning::Authority, Meaning::StatementDay]
            }
            StatementSort::Capability => &[Meaning::Capable, Meaning::StatementDay],
        }
    }
}
