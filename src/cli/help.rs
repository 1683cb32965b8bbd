//! The commands -> help and complaints in Dutch. The words about a command are beside that command; this file has the frame.

use super::Words;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, Error};

/// The text for a user who types `schakel` alone.
pub(super) const ROAD: &str = "\
Schakel: een knooppunt tussen berichtenbrokers van scholen, wijkteams en gemeenten.

De weg naar een hub die draait:

  1. schakel key hub.key                        een hoofdsleutel; bewaar een kopie op een andere plek
  2. schakel.toml                               de instellingen; begin met deploy/schakel.toml
  3. schakel check                              klopt alles? alle fouten tegelijk, niets gaat open
  4. schakel topology --passwords nieuw.txt     exchanges, wachtrijen, gebruikers en rechten op de broker
  5. schakel run                                de hub; stop met Ctrl-C of SIGTERM

Eerst zien wat er met een bericht zou gebeuren: schakel explain BERICHT --source NAAM
Alle opdrachten: schakel --help. Eén opdracht: schakel check --help
";

const TEMPLATE: &str = "{about-with-newline}\nGebruik: {usage}\n\n{all-args}{after-help}";

/// The command line, with its help in Dutch.
pub(super) fn command() -> Command {
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version)
        .help("Toon de versie");
    dutch(
        Words::command()
            .disable_version_flag(true)
            .arg(version.help_heading("Opties")),
    )
}

fn dutch(command: Command) -> Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help("Toon deze uitleg")
        .help_heading("Opties");
    let command = command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .help_template(TEMPLATE)
        .subcommand_help_heading("Opdrachten")
        .subcommand_value_name("OPDRACHT")
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                "Argumenten"
            } else {
                "Opties"
            };
            let hides = arg.get_action().takes_values();
            let arg = arg.help_heading(heading);
            if hides {
                arg.hide_default_value(true)
            } else {
                arg
            }
        })
        .arg(help);
    command.mut_subcommands(dutch)
}

/// Help and version as clap makes them, all other errors as a complaint; and the exit code.
pub(super) fn answer(error: &Error) -> (String, bool) {
    if !error.use_stderr() {
        return (
            error.render().to_string().replace("[OPTIONS]", "[OPTIES]"),
            true,
        );
    }
    let named = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => format!("`{text}`"),
        Some(ContextValue::Strings(texts)) => texts
            .iter()
            .map(|text| format!("`{text}`"))
            .collect::<Vec<_>>()
            .join(" en "),
        _ => "iets".to_owned(),
    };
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => format!(
            "de opdracht {} bestaat niet",
            named(ContextKind::InvalidSubcommand)
        ),
        ErrorKind::UnknownArgument => format!("{} hoort hier niet", named(ContextKind::InvalidArg)),
        ErrorKind::MissingRequiredArgument => {
            format!("hier hoort nog {} bij", named(ContextKind::InvalidArg))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "er hoort nog een opdracht bij".to_owned()
        }
        ErrorKind::ArgumentConflict => format!(
            "{} gaat niet samen met een ander",
            named(ContextKind::InvalidArg)
        ),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("de waarde van {} kan niet", named(ContextKind::InvalidArg))
        }
        _ => "zo kan deze opdracht niet".to_owned(),
    };
    (
        format!("schakel: {what}; zie `schakel --help`, of `--help` achter de opdracht\n"),
        false,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command that does something, with the words that lead to it.
    fn leaves(command: &Command, path: &str) -> Vec<(String, Command)> {
        let path = format!("{path} {}", command.get_name()).trim().to_owned();
        match command.has_subcommands() {
            true => command
                .get_subcommands()
                .flat_map(|inner| leaves(inner, &path))
                .collect(),
            false => vec![(path, command.clone())],
        }
    }

    #[test]
    fn every_command_says_what_it_does_with_an_example_that_can_be_typed_and_its_exit_codes() {
        let all = leaves(&command(), "");
        assert!(all.len() >= 7, "{all:?}");
        for (path, leaf) in all {
            assert!(
                leaf.get_about()
                    .is_some_and(|about| !about.to_string().contains('\n')),
                "{path}: one line of purpose"
            );
            let more = leaf
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(
                more.contains("\n  0  ") && more.contains("\n  1  "),
                "{path}: its exit codes"
            );
            let examples: Vec<&str> = more
                .lines()
                .map(str::trim)
                .filter(|line| line.starts_with("schakel "))
                .collect();
            assert!(!examples.is_empty(), "{path}: an example");
            for example in examples {
                let typed = command().try_get_matches_from(example.split_whitespace());
                let mut matches = &typed
                    .unwrap_or_else(|error| panic!("{path}: `{example}` cannot be typed: {error}"));
                let mut leads_to = "schakel".to_owned();
                while let Some((name, inner)) = matches.subcommand() {
                    leads_to = format!("{leads_to} {name}");
                    matches = inner;
                }
                assert_eq!(leads_to, path, "{example}");
            }
        }
    }

    #[test]
    fn help_says_where_the_hub_asks_for_a_reason_or_a_name_and_the_examples_give_them() {
        // orders that `desk.rs` takes without a reason, and desk orders that need no name
        let free = [
            "reload",
            "toestemming intrekken",
            "toestemming weigeren",
            "toestemming geven",
        ];
        let all = leaves(&command(), "");
        let asks = |leaf: &Command, name: &str| {
            let arg = leaf.get_arguments().find(|arg| arg.get_id() == name)?;
            Some(arg.get_help().unwrap().to_string().contains("is nodig"))
        };
        let given: Vec<&(String, Command)> = all
            .iter()
            .filter(|(_, leaf)| asks(leaf, "reden").is_some())
            .collect();
        assert!(given.len() >= 10, "{given:?}");
        for (path, leaf) in given {
            let command = path.trim_start_matches("schakel ");
            assert_eq!(
                asks(leaf, "reden"),
                Some(!free.contains(&command)),
                "{path}: --reden"
            );
            assert_eq!(
                asks(leaf, "door"),
                Some(command.starts_with("toestemming ")),
                "{path}: --door"
            );
            let more = leaf.get_after_help().unwrap().to_string();
            for example in more
                .lines()
                .map(str::trim)
                .filter(|line| line.starts_with("schakel "))
            {
                let changes = !example.contains("--dry-run")
                    && !["schakel subjects", "schakel melder"].contains(&example);
                assert!(
                    !changes || free.contains(&command) || example.contains(" --reden "),
                    "{path}: `{example}` is refused"
                );
                assert!(
                    !command.starts_with("toestemming ") || example.contains(" --door "),
                    "{path}: `{example}` is refused"
                );
            }
        }
    }

    #[test]
    fn help_and_complaints_are_in_dutch() {
        for words in [
            &["schakel", "--help"][..],
            &["schakel", "explain", "--help"],
            &["schakel", "log", "--help"],
        ] {
            let (text, well) = answer(&command().try_get_matches_from(words).unwrap_err());
            assert!(well, "{text}");
            for english in [
                "Usage",
                "Options",
                "Commands",
                "Arguments",
                "Print",
                "OPTIONS",
                "default",
            ] {
                assert!(!text.contains(english), "`{english}` in {text}");
            }
        }
        let complaints = [
            (
                &["schakel", "chekc"][..],
                "de opdracht `chekc` bestaat niet",
            ),
            (&["schakel", "check", "--snel"], "`--snel` hoort hier niet"),
            (
                &["schakel", "explain", "x"],
                "hier hoort nog `--source <NAAM>` bij",
            ),
            (&["schakel", "log"], "er hoort nog een opdracht bij"),
        ];
        for (words, complaint) in complaints {
            let (text, well) = answer(&command().try_get_matches_from(words).unwrap_err());
            assert!(!well && text.contains(complaint), "{text}");
        }
    }
}
