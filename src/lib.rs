//! Schakel: a hub between message brokers for schools, youth care and municipalities.

#![cfg_attr(
    test,
    allow(
        clippy::too_many_arguments,
        clippy::too_many_lines,
        reason = "a test tells one story, or is one table"
    )
)]

pub mod arrival;
pub mod broker;
pub mod catalog;
pub mod channel;
pub mod cli;
pub mod clock;
pub mod config;
pub mod control;
pub mod decision;
pub mod desk;
pub mod dutch;
pub mod facts;
pub mod health;
pub mod hub;
pub mod keys;
pub mod libraries;
pub mod load;
pub mod log;
pub mod management;
pub mod message;
pub mod metrics;
pub mod number;
pub mod outcome;
pub mod party;
pub mod pipeline;
pub mod prove;
pub mod report;
pub mod stopping;
pub mod store;
pub mod tls;
pub mod topology;
pub mod web;
