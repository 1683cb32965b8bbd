//! A made-up case -> two answers: that of the program, and that of a second table written from the law.
//! Where they differ, one of them is wrong.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "`tests/oracle` says in the environment how many cases it wants, and reads what is printed"
)]

mod asked;
mod bridge;
mod case;
mod condition;
mod consent;
mod days;
mod dice;
mod district;
mod doors;
mod elsewhere;
mod fields;
mod judge;
mod known;
mod leaked;
mod make;
mod nameless;
mod names;
mod place;
mod run;
mod saying;
mod schooling;
mod sent;
mod stops;
mod table;
mod told;
mod units;
mod who;
mod world;
