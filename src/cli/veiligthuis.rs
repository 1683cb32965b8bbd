//! The steps of the meldcode -> the screen. The hub sends and keeps nothing; this command works also when the rest of the catalog has
//! faults.

use super::Settings;
use crate::catalog::steps::Steps;
use crate::load;
use anyhow::Result;
use std::io::Write;

pub(super) fn run(settings: &Settings, out: &mut dyn Write) -> Result<bool> {
    let read = load::steps(&settings.catalog.policies).and_then(|text| Steps::compile(&text));
    match read {
        Ok(steps) => print_steps(&steps, out).map(|()| true),
        Err(complaints) => {
            for complaint in &complaints {
                writeln!(out, "{complaint}")?;
            }
            Ok(false)
        }
    }
}

fn print_steps(steps: &Steps, out: &mut dyn Write) -> Result<()> {
    let call = &steps.call;
    writeln!(out, "{}: {}\n{}\n", call.name, call.number, call.text)?;
    for step in &steps.steps {
        writeln!(out, "{}\n{}\n", step.title, step.text)?;
    }
    writeln!(out, "De hub bewaart niets.\nBron: {}", steps.source)?;
    Ok(())
}
