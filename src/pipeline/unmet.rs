//! Why a row was closed, where a condition closed it.

use crate::catalog::policy::Place;

/// A condition of a row that does not hold, or of which it is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmet {
    /// The row is not in force on the day of sending.
    Force,
    /// The age, on the days that count.
    Age,
    /// A field of `data`, dotted, that has none of the values that it may have.
    Field(String),
    /// A field of `data`, dotted, that has a value that it may not have.
    Except(String),
    /// The day of sending lies outside a period that the message names.
    Period,
    /// Another row goes first.
    StandsBack,
    /// The recipient did not report, has nothing, or the giver takes no part.
    Place(Place),
    /// An agreement between giver and recipient.
    Agreement(String),
    /// Another team of the same role serves the child.
    Team,
}
