//! Dice -> a child that lives abroad, or is taught what ends earlier.

use serde_json::{Value, json};

use super::{
    dice::Dice,
    fields::{at, leaf, set},
    world::World,
};

/// Now and then the child lives in another country, is registered as living nowhere here, or in what was a gemeente before.
pub(super) fn abroad(world: &World, dice: &mut Dice, kind: &str, data: &mut Value) {
    let leaf = |path: &str| leaf(&world.kind(kind).shape, path);
    for child in ["leerling", "jeugdige"] {
        if leaf(&format!("{child}.woongemeente")).is_some() && dice.chance(2) {
            set(
                data,
                &format!("{child}.woongemeente"),
                json!(*dice.one(&["1999", "0788", "0140"])),
            );
        }
        for address in [child.to_owned(), format!("{child}.adres")] {
            if leaf(&format!("{address}.land")).is_some() && dice.chance(4) {
                let (land, postcode) = *dice.one(&[
                    ("DE", "48527"),
                    ("BE", "3600"),
                    ("GB", "SW1A 1AA"),
                    ("NL", "8011AB"),
                ]);
                set(data, &format!("{address}.land"), json!(land));
                if dice.chance(70) {
                    set(data, &format!("{address}.postcode"), json!(postcode));
                }
            } else if leaf(&format!("{address}.postcode")).is_some() && dice.chance(2) {
                set(
                    data,
                    &format!("{address}.postcode"),
                    json!(*dice.one(&["48527", "3600"])),
                );
            }
        }
    }
}

/// Now and then it is taught what never leads to a kwalificatieplicht, said by a code or in words.
pub(super) fn taught(world: &World, dice: &mut Dice, kind: &str, data: &mut Value) {
    let choices: [(&str, &[&str]); 3] = [
        (
            "richting",
            &[
                "PRAKTIJKONDERWIJS",
                "VSO_ARBEIDSMARKT",
                "VSO_DAGBESTEDING",
                "VSO_VERVOLGONDERWIJS",
            ],
        ),
        ("leerweg", &["PrO", "pro", "TL", "havo"]),
        (
            "naam",
            &["praktijkonderwijs", "Dagbesteding", "Proefstation"],
        ),
    ];
    let (field, values) = *dice.one(&choices);
    if leaf(
        &world.kind(kind).shape,
        &format!("school.opleiding.{field}"),
    )
    .is_some()
        && dice.chance(25)
    {
        if at(data, "school.opleiding").is_none() {
            set(data, "school.opleiding", json!({}));
        }
        set(
            data,
            &format!("school.opleiding.{field}"),
            json!(*dice.one(values)),
        );
    }
}

/// Now and then the wijk is told, another gemeente is the one of Jeugdwet 1.1, or the child stays somewhere else.
pub(super) fn places(world: &World, dice: &mut Dice, kind: &str, data: &mut Value) {
    let leaf = |path: &str| leaf(&world.kind(kind).shape, path);
    for child in ["leerling", "jeugdige"] {
        if leaf(&format!("{child}.woonwijk")).is_some() && dice.chance(60) {
            set(
                data,
                &format!("{child}.woonwijk"),
                json!(*dice.one(&[
                    "WK019301", "WK014801", "WK014802", "WK019302", "WK016602", "WK019309"
                ])),
            );
        }
        if leaf(&format!("{child}.woonplaatsJeugdwet")).is_some() && dice.chance(15) {
            set(
                data,
                &format!("{child}.woonplaatsJeugdwet"),
                json!(*dice.one(&["0193", "0148", "0166", "0788"])),
            );
        }
        if leaf(&format!("{child}.verblijftElders")).is_some() && dice.chance(8) {
            let stays = dice.chance(70);
            set(data, &format!("{child}.verblijftElders"), json!(stays));
        }
    }
}
