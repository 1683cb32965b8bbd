//! Addresses with a password in them -> settings, or what is said about them: nothing of that password.

use super::{FILE, read, understands};

/// Parts of the passwords below.
const SECRETS: [&str; 6] = ["Zwolle", "Hub", "2026", "geheim", "korting", "50"];

#[test]
fn an_address_is_understood_or_refused_and_nothing_of_a_password_is_told() {
    let encode = "heeft een teken in gebruiker, wachtwoord of vhost dat percent-gecodeerd moet worden: `@` is `%40`, `/` `%2F`, `?` `%3F`, \
                  `#` `%23`, `%` `%25`, een spatie `%20`";
    let amqp = "klopt niet: verwacht `amqps://gebruiker:wachtwoord@host:poort/vhost`";
    let http = "klopt niet: verwacht `https://gebruiker:wachtwoord@host:poort`";
    let unencrypted = "gaat met `amqp://` onversleuteld naar een andere machine: gebruik `amqps://`, of zet `broker.unencrypted = true` \
                       als het netwerk zelf versleutelt of van niemand anders is";
    let begin = "moet beginnen met amqp:// of amqps://";
    for (name, url, words) in [
        ("broker.url", "amqp://u:Zwolle@Hub/2026@host", encode),
        ("broker.url", "amqp://u:Zwolle@Hub@host", encode),
        ("broker.url", "amqp://u:Zwolle/2026@host", encode),
        ("broker.url", "amqp://u:Zwolle?2026@host", encode),
        ("broker.url", "amqp://u:Zwolle#2026@host/v", encode),
        ("broker.url", "amqp://u:Zwolle\\\\2026@host", encode),
        ("broker.url", "amqp://u:Zwolle 2026@host", encode),
        ("broker.url", "amqp://u:50%korting@host", encode),
        ("broker.url", "amqp://u:geheim%@host", encode),
        ("broker.url", "amqp://u:geheim@host/v#x", encode),
        ("broker.url", "amqp://u:geheim@host/50%", encode),
        (
            "broker.url",
            "amqp://u:geheim%ff@host",
            "heeft een gebruiker of wachtwoord dat na decoderen geen UTF-8 is",
        ),
        ("broker.url", "amqp://u:Zwolle2026", amqp),
        ("broker.url", "amqp://u:geheim@", amqp),
        ("broker.url", "amqp://:geheim@host", amqp),
        ("broker.url", "amqp://u:geheim@host:0", amqp),
        ("broker.url", "amqp://u:geheim@host:65536", amqp),
        ("broker.url", "amqp://u:geheim@host:+5", amqp),
        ("broker.url", "amqp://u:geheim@host:", amqp),
        ("broker.url", "amqp://u:geheim@ho$t/v", amqp),
        ("broker.url", "amqp://", amqp),
        ("broker.url", "amqp:/u:geheim@host", begin),
        ("broker.url", "AMQP://u:geheim@host", begin),
        ("broker.url", " amqp://u:geheim@host", begin),
        ("broker.url", "https://u:geheim@host", begin),
        (
            "broker.url",
            "amqp://u:geheim@[::1]:5672/v",
            "heeft een IPv6-adres; dat kan hier niet: geef een naam",
        ),
        (
            "broker.url",
            "amqp://u:geheim@host/v?heartbeat=0",
            "geeft aan `heartbeat` geen geheel getal van 1 tot 600",
        ),
        (
            "broker.url",
            "amqp://u:geheim@host/v?channel_max=65536",
            "geeft aan `channel_max` geen geheel getal van 1 tot 65535",
        ),
        (
            "broker.url",
            "amqp://u:geheim@host/v?frame_max=9000000000000000000",
            "geeft aan `frame_max` geen geheel getal van 4096 tot 134217728",
        ),
        (
            "broker.url",
            "amqp://u:geheim@host/v?hartbeat=10",
            "heeft achter `?` iets onbekends; bekend zijn heartbeat, frame_max, channel_max, connection_timeout",
        ),
        (
            "broker.url",
            "amqp://u:geheim@localhost?heartbeat=10&heartbeat=20",
            "geeft `heartbeat` twee keer: laat er één staan",
        ),
        ("broker.url", "amqp://u:geheim@host/v", unencrypted),
        (
            "broker.management",
            "http://u:Zwolle@Hub/2026@host:15672",
            encode,
        ),
        ("broker.management", "https://u:50%korting@host", encode),
        ("broker.management", "https://host:15672", http),
        ("broker.management", "https://geheim@host:15672", http),
        (
            "broker.management",
            "https://u:geheim@host:15672/api?x=1",
            http,
        ),
        (
            "broker.management",
            "amqp://u:geheim@host",
            "moet beginnen met http:// of https://",
        ),
    ] {
        let (more, line) = match name {
            "broker.url" => (FILE.replace("amqp://u:w@localhost:5672/%2F", url), 3),
            _ => (
                FILE.replace("[keys]", &format!("management = \"{url}\"\n[keys]")),
                4,
            ),
        };
        let said = read(more.as_bytes(), &[]).map(drop).unwrap_err();
        assert_eq!(
            said,
            format!("instellingen: `{name}` {words}, in `/map/hub.toml` regel {line}"),
            "{url}"
        );
        let known = words.contains("600") || words.contains("65535") || words.contains("134217728");
        assert!(
            known || SECRETS.iter().all(|secret| !said.contains(secret)),
            "{said}"
        );
        let variable = format!("SCHAKEL__{}", name.replace('.', "__").to_uppercase());
        let said = read(FILE.as_bytes(), &[(&variable, &url.replace("\\\\", "\\"))])
            .map(drop)
            .unwrap_err();
        assert_eq!(
            said,
            format!("instellingen: `{name}` {words}, uit de omgeving, variabele `{variable}`"),
            "{url}"
        );
    }
    for url in [
        "amqp://localhost",
        "amqps://hub@host/v",
        "amqps://hub:p%40ss%2F:%25w@rabbit-1.example_x.nl:5671/%2F?heartbeat=10&frame_max=131072&channel_max=20&connection_timeout=3000",
    ] {
        understands("", &[("SCHAKEL__BROKER__URL", url)]);
    }
    let management = "https://beheer:p%40ss%2Fw%C3%B6rd@[::1]:15671/rabbit";
    let settings = understands("", &[("SCHAKEL__BROKER__MANAGEMENT", management)]);
    let address =
        schakel::config::Address::of_management(settings.broker.management.unwrap().0.expose())
            .unwrap();
    let parts = (
        address.base.as_str(),
        address.user.as_deref(),
        address.password.map(|word| word.expose().clone()),
    );
    assert_eq!(
        parts,
        (
            "https://[::1]:15671/rabbit",
            Some("beheer"),
            Some("p@ss/wörd".to_owned())
        )
    );
}

#[test]
fn without_encryption_messages_leave_this_machine_only_when_that_is_said() {
    for host in ["localhost", "127.0.0.1", "127.8.9.10:5673"] {
        understands(
            "",
            &[("SCHAKEL__BROKER__URL", &format!("amqp://u:w@{host}/v"))],
        );
    }
    for host in [
        "rabbitmq",
        "127.0.0.1.example.nl",
        "127.1",
        "0.0.0.0",
        "10.0.0.4:5672",
        "localhost.example.nl",
    ] {
        let url = format!("amqp://u:w@{host}/v");
        let said = read(FILE.as_bytes(), &[("SCHAKEL__BROKER__URL", &url)])
            .map(drop)
            .unwrap_err();
        assert!(
            said.contains("onversleuteld")
                && said.contains("SCHAKEL__BROKER__URL")
                && !said.contains(host),
            "{host}: {said}"
        );
        understands(
            "",
            &[("SCHAKEL__BROKER__URL", &url.replace("amqp:", "amqps:"))],
        );
        understands(
            "",
            &[
                ("SCHAKEL__BROKER__URL", &url),
                ("SCHAKEL__BROKER__UNENCRYPTED", "true"),
            ],
        );
        assert!(
            read(
                FILE.as_bytes(),
                &[
                    ("SCHAKEL__BROKER__URL", &url),
                    ("SCHAKEL__BROKER__UNENCRYPTED", "false")
                ]
            )
            .is_err()
        );
    }
    let in_file = FILE.replace("localhost:5672/%2F\"", "rabbitmq/v\"\nunencrypted = true");
    read(in_file.as_bytes(), &[]).unwrap();
    for value in ["1", "\"true\"", "\"ja\""] {
        let text = in_file.replace("= true", &format!("= {value}"));
        let said = read(text.as_bytes(), &[]).map(drop).unwrap_err();
        assert!(
            said.contains("`broker.unencrypted` moet true of false zijn, zonder aanhalingstekens, in `/map/hub.toml` regel 4"),
            "{said}"
        );
    }
}
