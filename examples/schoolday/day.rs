//! A seed -> the messages of one school day, part by part, and beside each what ought to become of it.

use crate::care::{Asked, Words};
use crate::consent::Age;
use crate::consents::{self, Families};
use crate::expect::care::SIGNAL;
use crate::expect::{Expected, Fate};
use crate::family::Family;
use crate::maker::{Maker, Part};
use crate::partner::{Partner, ZWOLLE as OIN_ZWOLLE};
use crate::pupil::ZWOLLE;
use crate::report::{School, Sort};
use crate::schools::Desk;
use crate::source::{Kind, Source};
use crate::theme::{self, Theme};
use crate::{officer, portal, team, truants};
use anyhow::Result;
use jiff::civil::date;

/// The whole day. What is sent in one part has settled before the next begins.
pub(crate) struct Day {
    /// From eight: consents, reports, and questions for help.
    pub(crate) morning: Part,
    /// From ten: a little of everything else, theme by theme.
    pub(crate) themes: Vec<Theme>,
    /// What the themes send first.
    pub(crate) first: Part,
    /// What they send when that has settled.
    pub(crate) then: Part,
    /// From half past eleven: what leerplicht and wijkteam have to say of that.
    pub(crate) noon: Part,
    /// From one to two: the wijkteam of Zwolle cannot be reached.
    pub(crate) hour: Part,
    /// Within that hour: some families withdraw.
    pub(crate) withdrawals: Part,
    /// After it is back.
    pub(crate) evening: Part,
    pub(crate) family: Family,
}

impl Day {
    /// Everything that was sent, in the order of each source.
    pub(crate) fn documents(&self) -> impl Iterator<Item = (Source, &Expected)> {
        of_parts([
            &self.morning,
            &self.first,
            &self.then,
            &self.noon,
            &self.hour,
            &self.withdrawals,
            &self.evening,
        ])
    }

    /// Without that of the themes.
    pub(crate) fn usual(&self) -> impl Iterator<Item = (Source, &Expected)> {
        of_parts([
            &self.morning,
            &self.noon,
            &self.hour,
            &self.withdrawals,
            &self.evening,
        ])
    }
}

fn of_parts<const N: usize>(parts: [&Part; N]) -> impl Iterator<Item = (Source, &Expected)> {
    let all = parts.into_iter().flatten();
    all.flat_map(|(source, payloads)| {
        payloads
            .iter()
            .flat_map(|payload| &payload.documents)
            .map(|document| (*source, document))
    })
}

/// Makes it.
pub(crate) fn day(seed: u64) -> Result<Day> {
    let mut maker = Maker::new(seed);
    let mut family = Family::new(&mut maker)?;
    let (mut thorbecke, mut meander) = (Desk::new(School::Thorbecke), Desk::new(School::Meander));
    let families = consents::morning(&mut maker, &mut meander)?;
    let (morning, asked) = morning(
        &mut maker,
        &mut thorbecke,
        &mut meander,
        &families,
        &mut family,
    )?;

    let numbers = officer::numbers(&morning);
    let mut answers = team::answers(&mut maker, &families.helped, 1, asked.as_ref());
    if let Some(last) = family
        .steps
        .last()
        .map(|step| (family.child.clone(), step.document.clone()))
    {
        let answer = team::answers(&mut maker, &[last], 1, None);
        answer.iter().for_each(|answer| {
            family.note(
                "11:45",
                "het wijkteam: in behandeling",
                Source::Team,
                answer,
            )
        });
        answers.extend(answer);
    }
    let noon = Part::from([
        (Source::Officer, officer::noon(&mut maker, &numbers)?),
        (Source::Team, answers),
    ]);
    let mut hour = hour(
        &mut maker,
        &mut thorbecke,
        &mut meander,
        &families,
        &mut family,
    )?;
    let withdrawals = withdrawals(&mut maker, &families, &mut family, &mut hour);
    let evening = evening(&mut maker, &families, &mut family, &numbers)?;
    let themes = theme::themes(&mut maker)?;
    let (first, then) = theme::parts(&themes);
    Ok(Day {
        morning,
        themes,
        first,
        then,
        noon,
        hour,
        withdrawals,
        evening,
        family,
    })
}

fn morning(
    maker: &mut Maker,
    thorbecke: &mut Desk,
    meander: &mut Desk,
    families: &Families,
    family: &mut Family,
) -> Result<(Part, Option<Asked>)> {
    let mut reports = meander.morning(maker)?;
    let mut others = truants::morning(maker, meander)?;
    others.extend(families.questions.iter().cloned());
    for payload in others {
        let place = maker.dice.place(reports.len() + 1);
        reports.insert(place, payload);
    }
    let mut all = families.statements.clone();
    all.append(&mut reports);
    all.extend(family.morning(maker));
    let (requests, asked) = portal::morning(maker)?;
    let part = Part::from([
        (Source::Thorbecke, thorbecke.morning(maker)?),
        (Source::Meander, all),
        (Source::Portal, requests),
        (
            Source::TeamConsents,
            team::consents(maker, &families.helped),
        ),
    ]);
    Ok((part, asked))
}

/// How many of the families with consent withdraw it while the wijkteam cannot be reached.
const WITHDRAWN: usize = 3;

fn hour(
    maker: &mut Maker,
    thorbecke: &mut Desk,
    meander: &mut Desk,
    families: &Families,
    family: &mut Family,
) -> Result<Part> {
    let mut sent = Vec::new();
    for (nth, (child, _)) in families.helped.iter().take(10).enumerate() {
        // of some there is more than one, and they go in their order
        for _ in 0..=usize::from(nth % 4 == 0) {
            sent.push(maker.signal(child, false, None));
        }
    }
    for child in families.absent.iter().take(3) {
        let report = meander.report(maker, child.pupil.clone(), Sort::Luxury, date(2026, 3, 12));
        sent.push(meander.payload(maker, &[report])?);
    }
    maker.dice.shuffle(&mut sent);
    sent.push(family.hour(maker));
    let mut requests = Vec::new();
    for _ in 0..3 {
        requests.push(portal::another(maker)?);
    }
    let mut reports = Vec::new();
    for _ in 0..12 {
        let report = thorbecke.ordinary(maker)?;
        reports.push(thorbecke.payload(maker, &[report])?);
    }
    Ok(Part::from([
        (Source::Thorbecke, reports),
        (Source::Meander, sent),
        (Source::Portal, requests),
    ]))
}

/// Some withdraw; what waits about them will not go any more. The rest of what waits will.
fn withdrawals(
    maker: &mut Maker,
    families: &Families,
    family: &mut Family,
    hour: &mut Part,
) -> Part {
    let mut sent = Vec::new();
    let mut gone = vec![format!("meander {}", family.child.pupil.bsn)];
    for (child, _) in families.helped.iter().take(WITHDRAWN) {
        gone.push(format!("meander {}", child.pupil.bsn));
        for giver in child.age.deciders() {
            let words = Words {
                word: Kind::Withdrawn,
                giver: *giver,
                to: OIN_ZWOLLE,
                purpose: "hulp-aan-school",
                categories: &SIGNAL,
            };
            sent.push(maker.says(Source::Meander, child, words));
        }
    }
    sent.push(family.withdraws(maker));
    let documents = hour
        .values_mut()
        .flatten()
        .flat_map(|payload| &mut payload.documents);
    for delivery in documents
        .flat_map(|document| document.end.deliveries_mut())
        .filter(|delivery| delivery.to == Partner::WijkteamZwolle)
    {
        let withdrawn = delivery
            .lane
            .as_ref()
            .is_some_and(|lane| gone.contains(lane));
        delivery.fate = if withdrawn {
            Fate::Withdrawn
        } else {
            Fate::Waited
        };
    }
    Part::from([(Source::Meander, sent)])
}

fn evening(
    maker: &mut Maker,
    families: &Families,
    family: &mut Family,
    numbers: &[(String, Option<Partner>)],
) -> Result<Part> {
    let mut sent = Vec::new();
    for (child, _) in families.helped.iter().take(WITHDRAWN + 4) {
        sent.push(maker.signal(child, false, None));
    }
    sent.extend(family.evening(maker));
    let child = maker.child(Age::Child, ZWOLLE)?;
    sent.push(maker.signal(&child, true, None));
    let lines = officer::evening(maker, numbers)?;
    let answered: Vec<_> = families
        .helped
        .iter()
        .skip(WITHDRAWN)
        .take(6)
        .cloned()
        .collect();
    let answers = team::answers(maker, &answered, 2, None);
    Ok(Part::from([
        (Source::Meander, sent),
        (Source::Officer, lines),
        (Source::Team, answers),
    ]))
}
