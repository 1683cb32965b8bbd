//! What a pupil is taught -> until when school is a duty. Leerplichtwet 3 lid 1 b ends it with the school year in which sixteen is reached;
//! what comes after, kwalificatieplicht until 18, is not for practical education and not for two of the three directions of the vso (4a lid 2).

use jiff::civil::{Date, date};

use super::case::{Case, age};

/// The coded field, or what schools write in the fields of the Besluit where they have no code for it.
fn never_kwalificatieplichtig(case: &Case) -> bool {
    let coded = case.text("school.opleiding.richting").is_some_and(|code| {
        ["PRAKTIJKONDERWIJS", "VSO_ARBEIDSMARKT", "VSO_DAGBESTEDING"].contains(&code)
    });
    let written = ["school.opleiding.leerweg", "school.opleiding.naam"]
        .iter()
        .filter_map(|path| case.text(path));
    coded
        || written
            .map(str::to_lowercase)
            .any(|text| ["pro", "praktijkonderwijs", "dagbesteding"].contains(&&*text))
}

/// 31 July after the sixteenth birthday; who was born on 29 February is sixteen that year in February or March, so in the same school year.
fn end_of_the_school_year_of_sixteen(born: Date) -> Date {
    let july = |year| date(year, 7, 31);
    let year = born.year() + 16;
    if age(born, july(year)) >= 16 {
        july(year)
    } else {
        july(year + 1)
    }
}

/// Ruling 25.
pub(super) fn taught_on(case: &Case, on: Date) -> bool {
    let Some(born) = case.born() else { return true };
    !never_kwalificatieplichtig(case) || on <= end_of_the_school_year_of_sixteen(born)
}
