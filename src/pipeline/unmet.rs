//! The reason that a row was closed, where a condition closed the row.

use crate::catalog::policy::Place;

/// A condition of a row that does not hold, or that may not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmet {
    /// The row is not in force on the day of sending.
    Force,
    /// The age, on the days that count.
    Age,
    /// A field of `data`, dotted, with none of the values that the row allows.
    Field(String),
    /// A field of `data`, dotted, with a value that the row does not allow.
    Except(String),
    /// The day of sending lies outside a period that the message names.
    Period,
    /// Another row goes first.
    StandsBack,
    /// The recipient did not report or has no report, or the giver takes no part.
    Place(Place),
    /// An agreement between giver and recipient.
    Agreement(String),
    /// Another team of the same role serves the child.
    Team,
}
