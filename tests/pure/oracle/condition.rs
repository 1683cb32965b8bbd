//! What the rows ask of a document: sorts, ages, dated limits, periods.

use jiff::civil::Date;

use super::case::{Case, age};

pub(super) fn sort_for_leerplicht(case: &Case) -> bool {
    matches!(
        case.text("verzuim.soort"),
        Some("ZESTIEN_UUR" | "LANGDURIG_RELATIEF" | "LUXE")
    )
}

/// The sorts that by their definition (DUO) last four weeks or more.
pub(super) fn sort_of_four_weeks(case: &Case) -> bool {
    matches!(
        case.text("verzuim.soort"),
        Some("DOORSTROOMPUNT_18PLUS" | "LANGDURIG_RELATIEF")
    )
}

pub(super) fn sort_other(case: &Case) -> bool {
    case.text("verzuim.soort") == Some("OVERIG")
}

/// Obliged, and not exempt (Leerplichtwet 5, 5a, 15).
pub(super) fn leerplichtig(case: &Case, on: Option<Date>) -> bool {
    obliged(case, on) && not_exempt(case)
}

/// Leerplichtwet 3, 4a: from the month after the fifth birthday until 18, unless qualified.
/// Ruling 3: on the day of the event; a child of four is not reported, a pupil of 17 in the queue still is.
pub(super) fn obliged(case: &Case, on: Option<Date>) -> bool {
    let (Some(born), Some(on)) = (case.born(), on) else {
        return false;
    };
    // the day on which five is reached; after 29 February that is 1 March of a common year, so the month after is April
    let mut fifth = Date::new(born.year() + 5, born.month(), 1).expect("a month");
    while age(born, fifth) < 5 {
        fifth = fifth.tomorrow().expect("a day");
    }
    let begun = on > fifth.last_of_month();
    let qualified = case
        .of_child("startkwalificatie")
        .and_then(|flag| flag.as_bool())
        == Some(true);
    begun && age(born, on) < 18 && !qualified
}

/// WEB 8.1.8 lid 1 a: from 18 (who has no startkwalificatie is kwalificatieplichtig until then), and under the limit.
/// Wet van school naar duurzaam werk: until 2025 under 23, from 2026 under 27. The limit is that of the day of sending
/// (which rule holds), the age that of the event (ruling 3).
pub(super) fn of_age_for_doorstroompunt(case: &Case, on: Option<Date>) -> bool {
    let limit = if case.today.year() >= 2026 { 27 } else { 23 };
    case.born()
        .zip(on)
        .is_some_and(|(born, on)| age(born, on) >= 18 && age(born, on) < limit)
}

/// A condition, so it has to be known: the school says it, or it says it by naming the sort that by its definition
/// (DUO) is about who has none.
pub(super) fn without_startkwalificatie(case: &Case) -> bool {
    let said = case
        .of_child("startkwalificatie")
        .and_then(|flag| flag.as_bool());
    if case.text("verzuim.soort") == Some("DOORSTROOMPUNT_18PLUS") {
        return said != Some(true);
    }
    said == Some(false)
}

/// Begun and not ended on the day of sending; both days must be there.
pub(super) fn within(case: &Case, block: &str) -> bool {
    let begin = case.day(&format!("{block}.begindatum"));
    let end = case.day(&format!("{block}.einddatum"));
    begin
        .zip(end)
        .is_some_and(|(begin, end)| begin <= case.today && case.today <= end)
}

pub(super) fn not_exempt(case: &Case) -> bool {
    case.of_child("vrijgesteld").and_then(|flag| flag.as_bool()) != Some(true)
}

/// Consent is only consent of who was informed (AVG 4 lid 11): a sender who says that they do not know contradicts it.
pub(super) fn they_know(case: &Case) -> bool {
    case.flag("aanmelding.isClientOpDeHoogte") == Some(true)
}

/// A measure of this sort, in force on the day of sending, for a minor, and the sender found it necessary.
pub(super) fn during_ots(case: &Case) -> bool {
    let minor = case
        .born()
        .is_some_and(|born| (0..18).contains(&age(born, case.today)));
    let necessary = case.flag("maatregel.noodzakelijk") == Some(true);
    case.text("maatregel.soort") == Some("OTS") && within(case, "maatregel") && minor && necessary
}
