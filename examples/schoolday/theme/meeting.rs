//! When and where people meet about somebody who is not named.

use super::{Theme, gets, nothing};
use crate::maker::Maker;
use crate::partner::Partner;
use crate::source::{Kind, Source};
use serde_json::{Value, json};

const SENT: (Source, Kind) = (Source::Meander, Kind::Other("overleg.uitnodiging"));
const ALL: [&str; 2] = ["OVERLEG", "CONT_MELDER"];

pub(super) fn theme(maker: &mut Maker) -> Theme {
    let [meander, zwolle, swv] =
        [Partner::Meander, Partner::LeerplichtZwolle, Partner::SwvVo].map(Partner::oin);
    let invited = invitation("MDO-2026-031", &json!([meander, zwolle, swv]));
    let of_others = invitation("MDO-2026-032", &json!([zwolle, swv]));
    let not_there = |role, why| nothing(role, "disclosure.condition", why);
    let steps = vec![
        maker.about_nobody(
            "de school nodigt uit",
            SENT,
            &invited,
            vec![
                gets(Partner::LeerplichtZwolle, &ALL),
                gets(Partner::WijkteamZwolle, &ALL),
                gets(Partner::SwvVo, &ALL),
            ],
        ),
        maker.about_nobody(
            "voor een overleg zonder haarzelf",
            SENT,
            &of_others,
            vec![
                not_there("leerplicht", "wie uitnodigt zit er niet bij"),
                not_there("wijkteam", ""),
                not_there("samenwerkingsverband", ""),
            ],
        ),
    ];
    Theme {
        name: "Overleg, zonder namen",
        steps,
    }
}

fn invitation(number: &str, parties: &Value) -> Value {
    json!({ "deelnemers": parties, "melder": { "naam": "Ilse Administratié", "functie": "zorgcoördinator" },
        "overleg": { "nummer": number, "soort": "MULTIDISCIPLINAIR", "datum": "2026-04-02", "begin": "14:30", "minuten": 60,
            "vorm": "ONLINE" } })
}
