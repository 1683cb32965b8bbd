//! A made-up case -> two answers: that of the hub, and that of a second table written from the law.
//! Where they differ, one of them is wrong.

mod case;
mod condition;
mod consent;
mod judge;
mod table;
