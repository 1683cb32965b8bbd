//! Numbers and waits -> settings within their bounds, or the bounds.

use super::{refuses, refuses_in_both, understands, written};

#[test]
fn every_number_has_bounds_in_the_file_and_in_the_environment() {
    for (name, least, most) in [
        ("limits.message_bytes", 65_536_u64, 134_217_728),
        ("limits.documents", 1, 1_000_000),
        ("limits.batch", 1, 4096),
        ("limits.window", 1, 4096),
        ("limits.stop_seconds", 1, 3600),
    ] {
        let words = format!("moet een geheel getal van {least} tot {most} zijn, in cijfers");
        let (below, above) = ((least - 1).to_string(), (most + 1).to_string());
        for value in [
            &below,
            &above,
            "-1",
            "1.5",
            "9000000000000000000",
            "99999999999999999999999999999999999999999",
            "\"10s\"",
            "\" 10\"",
        ] {
            refuses_in_both(name, value, &words);
        }
        for value in [
            "1e3",
            "nan",
            "true",
            "[70000]",
            "{}",
            "2026-01-01",
            "\"70000\"",
        ] {
            refuses(
                &written(name, value),
                &[],
                &format!("`{name}` {words}, in `/map/hub.toml` regel 9"),
            );
        }
        let variable = format!("SCHAKEL__{}", name.replace('.', "__").to_uppercase());
        for value in [
            "1e3", "+70000", "070000", "70_000", "0x11170", "70000 ", "", "\u{0661}", "70.000",
        ] {
            refuses(
                "",
                &[(&variable, value)],
                &format!("`{name}` {words}, uit de omgeving, variabele `{variable}`"),
            );
        }
        for value in [least, most] {
            understands(
                &written(name, &value.to_string()),
                &[("SCHAKEL__BROKER__PREFETCH", "1")],
            );
            understands(
                "",
                &[
                    (&variable, &value.to_string()),
                    ("SCHAKEL__BROKER__PREFETCH", "1"),
                ],
            );
        }
    }
    refuses(
        "",
        &[("SCHAKEL__BROKER__CONFIRM_SECONDS", "9000000000000000000")],
        "`broker.confirm_seconds` moet een geheel getal van 1 tot 600 zijn, in cijfers, uit de omgeving, variabele `SCHAKEL__BROKER__CONFIRM_SECONDS`",
    );
    refuses(
        "",
        &[("SCHAKEL__BROKER__PREFETCH", "0")],
        "`broker.prefetch` moet een geheel getal van 1 tot 65535 zijn, in cijfers, uit de omgeving, variabele `SCHAKEL__BROKER__PREFETCH`",
    );
    refuses(
        "[web]\nlisten = \"127.0.0.1:0\"\nstore_seconds = 301\n",
        &[],
        "`web.store_seconds` moet een geheel getal van 1 tot 300 zijn, in cijfers, in `/map/hub.toml` regel 10",
    );
    refuses(
        "[limits]\nmessage_bytes = 67108864\n",
        &[("SCHAKEL__BROKER__PREFETCH", "65")],
        "`broker.prefetch` maal `limits.message_bytes` is meer dan 4 GiB: maak een van beide kleiner, \
         uit de omgeving, variabele `SCHAKEL__BROKER__PREFETCH`",
    );
    assert_eq!(
        understands("[limits]\nbatch = 0x10\n", &[]).limits.batch,
        16,
        "TOML knows what it is"
    );
}

#[test]
fn waits_are_bounded_and_so_is_their_number() {
    let words = "moet een lijst van gehele getallen van 0 tot 2592000 zijn";
    let place = "in `/map/hub.toml` regel 9";
    for value in [
        "[-1]",
        "[2592001]",
        "[25, 1.5]",
        "[\"25\"]",
        "[[25]]",
        "[9000000000000000000]",
        "[true]",
    ] {
        refuses(
            &format!("[retry]\nschedule = {value}\n"),
            &[],
            &format!("`retry.schedule` {words}, in cijfers, {place}"),
        );
    }
    for value in ["25", "\"25\"", "{}"] {
        refuses(
            &format!("[retry]\nschedule = {value}\n"),
            &[],
            &format!("`retry.schedule` {words}, zoals [25, 100], {place}"),
        );
    }
    let many = vec!["1"; 1001].join(",");
    refuses(
        &format!("[retry]\nschedule = [{many}]\n"),
        &[],
        &format!("`retry.schedule` heeft ten hoogste 1000 getallen, {place}"),
    );
    refuses(
        "",
        &[("SCHAKEL__RETRY__SCHEDULE", "25")],
        "`retry.schedule` is een lijst: die kan alleen in het bestand staan, uit de omgeving, variabele `SCHAKEL__RETRY__SCHEDULE`",
    );
    assert_eq!(
        understands("[retry]\nschedule = [0, 2592000]\n", &[])
            .retry
            .schedule,
        [0, 2_592_000]
    );
    assert_eq!(understands("", &[]).retry.schedule.len(), 7);
}
