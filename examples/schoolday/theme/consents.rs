//! What was said about consent changes: narrowed, by a parent without gezag, to nobody, on a day that never was (row 32).

use super::care::question;
use super::{Step, Theme, gets, nothing};
use crate::care::{CHANGED, Words};
use crate::consent::Giver;
use crate::expect::care::SIGNAL;
use crate::expect::{End, Expected, stopped};
use crate::maker::{Maker, Payload};
use crate::partner::Partner;
use crate::pupil::{Pupil, ZWOLLE};
use crate::source::{Kind, Source};
use anyhow::Result;
use serde_json::{Value, json};

const SENT: (Source, Kind) = (Source::ThorbeckeCare, Kind::Signal);
const HELP: &str = "hulp-aan-school";
const LESS: [&str; 4] = ["ID", "ADRES", "CONT_MELDER", "ZORG"];

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let mut steps = narrowed(maker)?;
    steps.extend(without_authority(maker)?);
    steps.extend(impossible(maker)?);
    Ok(Theme {
        name: "Toestemming die verandert",
        steps,
    })
}

/// First everything, then without health and telephone.
fn narrowed(maker: &mut Maker) -> Result<Vec<Step>> {
    let child = maker.young(9, ZWOLLE)?;
    let (first, second) = (
        question(&child, &maker.number("01AB-Z"), "01AB"),
        question(&child, &maker.number("01AB-Z"), "01AB"),
    );
    let words = Words {
        word: CHANGED,
        giver: Giver::Parent,
        to: Partner::WijkteamZwolle.oin(),
        purpose: HELP,
        categories: &LESS,
    };
    let payload = maker.statement(
        Source::ThorbeckeCare,
        &child,
        words,
        json!({ "dag": "2026-03-13" }),
    );
    let change = Step {
        words: "een ouder laat minder toe",
        why: "",
        source: Source::ThorbeckeCare,
        later: true,
        payload,
    };
    let [smw, jgz] = others();
    let [smw_later, jgz_later] = others();
    Ok(vec![
        maker.consents(
            Source::ThorbeckeCare,
            &child,
            Partner::WijkteamZwolle,
            HELP,
            &SIGNAL,
        ),
        maker.about(
            "zorgsignaal, met een ja voor alles",
            SENT,
            &child,
            &first,
            vec![gets(Partner::WijkteamZwolle, &SIGNAL), smw, jgz],
        ),
        change,
        maker
            .about(
                "zorgsignaal",
                SENT,
                &child,
                &second,
                vec![
                    super::Ought::Gets(
                        Partner::WijkteamZwolle,
                        &LESS,
                        "zonder gezondheid en zonder telefoon",
                    ),
                    smw_later,
                    jgz_later,
                ],
            )
            .later(),
    ])
}

/// The parent who said yes turns out to have no gezag any more.
fn without_authority(maker: &mut Maker) -> Result<Vec<Step>> {
    let child = maker.young(9, ZWOLLE)?;
    let (first, second) = (
        question(&child, &maker.number("01AB-Z"), "01AB"),
        question(&child, &maker.number("01AB-Z"), "01AB"),
    );
    let mut ended = about(&child);
    if let Value::Object(fields) = &mut ended {
        let end = json!({ "gever": { "kenmerk": "ouder-1", "hoedanigheid": "ouder", "gezag": "nee" }, "dag": "2026-03-13",
            "bron": "RECHTERLIJKE_UITSPRAAK" });
        fields.extend(end.as_object().cloned().unwrap_or_default());
    }
    let sender = (Source::ThorbeckeCare, Kind::Other("gezag.vastgesteld"));
    let [smw, jgz] = others();
    let [smw_later, jgz_later] = others();
    let silent = nothing(
        "wijkteam",
        "disclosure.no_consent",
        "wie ja zei heeft geen gezag meer",
    );
    Ok(vec![
        maker.consents(
            Source::ThorbeckeCare,
            &child,
            Partner::WijkteamZwolle,
            HELP,
            &SIGNAL,
        ),
        maker.about(
            "zorgsignaal, met een ja van een ouder",
            SENT,
            &child,
            &first,
            vec![gets(Partner::WijkteamZwolle, &SIGNAL), smw, jgz],
        ),
        maker
            .ending(
                "de rechter beëindigt zijn gezag",
                sender,
                &ended,
                End::Register,
            )
            .later(),
        maker
            .about(
                "zorgsignaal",
                SENT,
                &child,
                &second,
                vec![silent, smw_later, jgz_later],
            )
            .later(),
    ])
}

/// Statements that cannot be kept: their sender hears why.
fn impossible(maker: &mut Maker) -> Result<Vec<Step>> {
    let child = maker.young(9, ZWOLLE)?;
    let words = |to| Words {
        word: Kind::Given,
        giver: Giver::Parent,
        to,
        purpose: HELP,
        categories: &SIGNAL,
    };
    let nobody = maker.statement(
        Source::ThorbeckeCare,
        &child,
        words("00000099000000009000"),
        json!({ "dag": "2026-03-13" }),
    );
    let never = maker.statement(
        Source::ThorbeckeCare,
        &child,
        words(Partner::WijkteamZwolle.oin()),
        json!({ "dag": "2026-02-30" }),
    );
    let back = |words, payload: Payload, path, rule| {
        let documents = payload
            .documents
            .into_iter()
            .map(|one| Expected {
                end: stopped("validate.invalid", path, rule),
                ..one
            })
            .collect();
        Step {
            words,
            why: "",
            source: Source::ThorbeckeCare,
            later: false,
            payload: Payload {
                documents,
                ..payload
            },
        }
    };
    Ok(vec![
        back(
            "een ja voor een onbekende ontvanger",
            nobody,
            "/data/ontvanger",
            "bekend",
        ),
        back("een ja van 30 februari", never, "/data/dag", "format:date"),
    ])
}

/// Nobody said anything about these two.
fn others() -> [super::Ought; 2] {
    ["smw", "jgz"].map(|role| nothing(role, "disclosure.no_consent", ""))
}

/// Whom a statement is about.
fn about(child: &Pupil) -> Value {
    json!({ "leerling": { "pgn": child.bsn, "achternaam": child.last, "geboortedatum": child.born.to_string(),
        "postcode": child.postcode, "huisnummer": child.house } })
}
