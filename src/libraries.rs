//! The libraries that log -> their names in the log, and whether their lines may be written.
//!
//! The AMQP library prints whole messages: a returned one as a warning, every frame when tracing. The hub itself logs what counts for the
//! operator, by code and name.

/// The libraries for which an operator can set a level.
pub const WITH_LEVEL: [&str; 10] = [
    "amq_protocol_tcp",
    "hickory_net",
    "hickory_proto",
    "hickory_resolver",
    "hyper_util",
    "jiff",
    "lapin",
    "reqwest",
    "rustls_connector",
    "rustls_platform_verifier",
];

/// The libraries that carry messages: their lines are written at no level.
const SILENT: [&str; 4] = ["lapin", "amq_protocol", "amq_protocol_tcp", "tcp_stream"];

/// Whether log lines of this target may be written at all, at whatever level the operator asks for.
pub fn may_log(target: &str) -> bool {
    let library = target.split("::").next().unwrap_or(target);
    !SILENT.contains(&library)
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_prints_whole_messages_is_never_logged() {
        assert!(!super::may_log("lapin::returned_messages"));
        assert!(!super::may_log("amq_protocol"));
        assert!(super::may_log("hyper_util::client"));
    }
}
