//! Triaged + facts -> a verdict for every candidate, with the row that decided. Cannot fail; a fact that is not known withholds.

mod verdict;

use super::chosen;
use super::conditions::{Circumstances, Shown, age, judge, unmet};
use super::consent::{Consents, Recipient};
use super::disclosure::{Asked, Judgement, Ruling, Verdict};
use super::facts::Facts;
use super::free_text;
use super::held::Had;
use super::propose::{Candidate, Triaged, fits};
use super::sent;
use crate::catalog::Catalog;
use crate::catalog::partner::Partner;
use crate::catalog::policy::{Place, Row};
use crate::outcome::Code;
use crate::party::Party;
use std::collections::BTreeMap;
use std::sync::Arc;
use verdict::verdict;

/// Rules on every candidate by the table, and on every partner that has the report that this document corrects.
pub fn rule(catalog: &Catalog, triaged: &Triaged, facts: &Facts) -> Ruling {
    table(catalog, triaged, facts, false)
}

/// Rules likewise, with the conditions that did not hold, for `explain`.
pub fn explain(catalog: &Catalog, triaged: &Triaged, facts: &Facts) -> Ruling {
    table(catalog, triaged, facts, true)
}

fn table(catalog: &Catalog, triaged: &Triaged, facts: &Facts, explains: bool) -> Ruling {
    let years = triaged.born.map(|born| age(born, facts.today));
    let heard = |statements, standings| {
        Consents::new(&catalog.consent, statements, standings, years, facts.today)
    };
    let consents = heard(&facts.statements, &facts.standings);
    // nearly always nothing is uncertain, and nothing is copied
    let uncertain = !facts.perhaps.statements.is_empty();
    let all = uncertain.then(|| {
        let statements = [&facts.statements[..], &facts.perhaps.statements].concat();
        (
            statements,
            [&facts.standings[..], &facts.perhaps.standings].concat(),
        )
    });
    let perhaps = all
        .as_ref()
        .map(|(statements, standings)| heard(statements, standings));
    let carried =
        !triaged.question().consents_behind || sent::consent_stands(catalog, triaged, facts, years);
    let known = RuleInput {
        catalog,
        triaged,
        facts,
        consents: &consents,
        perhaps: perhaps.as_ref(),
        carried,
        explains,
    };
    let sent::Follows { had, stray } = sent::follows(catalog, triaged, facts);
    let mut judgements = known.judgements(&had);
    for choice in &triaged.choices {
        for judgement in chosen::settle(choice, facts, &mut judgements) {
            judgement.verdict = verdict(triaged, facts, &judgement.asked);
        }
    }
    if stray {
        judgements.iter_mut().for_each(Judgement::waits);
    }
    Ruling { judgements, stray }
}

/// The facts and the consents with which the table is asked.
struct RuleInput<'a> {
    catalog: &'a Catalog,
    triaged: &'a Triaged,
    facts: &'a Facts,
    /// The statements of the certain match.
    consents: &'a Consents<'a>,
    /// The statements of possible matches as well; none where there are none.
    perhaps: Option<&'a Consents<'a>>,
    /// The consent on which the answered report went still stands.
    carried: bool,
    /// The failed conditions are told.
    explains: bool,
}

impl RuleInput<'_> {
    /// A judgement for every candidate, and for every partner that has the corrected report and is no candidate by
    /// an address of today.
    fn judgements(&self, had: &BTreeMap<Party, Had>) -> Vec<Judgement> {
        let mut judgements: Vec<Judgement> = Vec::new();
        let mut elsewhere: BTreeMap<&Party, &Had> = had.iter().collect();
        for candidate in &self.triaged.candidates {
            // nearly always no partner has a report that is corrected
            let party = candidate.party().filter(|_| !had.is_empty());
            match party.and_then(|party| elsewhere.remove_entry(&party)) {
                Some((party, had)) => judgements.push(self.follow(party, Some(candidate), had)),
                // a stopped document goes only to partners that have the report already
                None if self.triaged.otherwise().is_some() => {}
                None => judgements.push(self.ask(candidate, None)),
            }
        }
        let elsewhere = elsewhere.into_iter();
        judgements.extend(elsewhere.map(|(party, had)| self.follow(party, None, had)));
        judgements
    }

    fn ask(&self, candidate: &Candidate, had: Option<&Had>) -> Judgement {
        let Self {
            catalog,
            triaged,
            facts,
            ..
        } = *self;
        let (partner, role) = match candidate {
            Candidate::Partner { partner, .. } => (Some(partner), partner.role.as_str()),
            Candidate::Reporter { role } => match sent::asked(triaged, facts) {
                sent::Reporter::BySeveral => return self.unsure(candidate, role),
                sent::Reporter::By(party) => {
                    (reporter(catalog, triaged, party, role), role.as_str())
                }
                sent::Reporter::Never => (None, role.as_str()),
            },
            Candidate::Barred { row } => return forbidden(row),
            Candidate::Unplaced { row } => return chosen::unplaced(row, facts),
        };
        let there = partner.is_some_and(|partner| partner.in_force(facts.today));
        let asked = match partner {
            Some(partner) if there => self.ask_rows(candidate, partner, had),
            _ => Vec::new(),
        };
        let verdict = match partner {
            Some(_) if !there => Verdict::Withhold {
                row: None,
                code: Code::PartnerEnded,
            },
            Some(_) => verdict(triaged, facts, &asked),
            None => Verdict::Withhold {
                row: None,
                code: Code::Condition,
            },
        };
        Judgement {
            partner: partner.map(Arc::clone),
            role: role.to_owned(),
            asked,
            verdict,
        }
    }

    /// The judgement where two reports of one number were sent to the source that answers: a person chooses.
    fn unsure(&self, candidate: &Candidate, role: &str) -> Judgement {
        let rows = self.catalog.rows_for(
            &self.triaged.valid.kind().name,
            &self.triaged.source.role,
            self.facts.today,
        );
        let waits = |row: &Arc<Row>| Asked::closed(row, Code::Manual);
        let asked: Vec<Asked> = rows
            .filter(|row| self.catalog.uses(row) && fits(candidate, row))
            .map(waits)
            .collect();
        let row = asked.first().map(|asked| Arc::clone(&asked.row));
        Judgement {
            partner: None,
            role: role.to_owned(),
            asked,
            verdict: Verdict::Withhold {
                row,
                code: Code::Manual,
            },
        }
    }

    /// The judgement of a partner that has the report, whether or not that partner is a candidate by an address of today.
    fn follow(&self, party: &Party, candidate: Option<&Candidate>, had: &Had) -> Judgement {
        let kind = &self.triaged.valid.kind().name;
        let partner = self.catalog.partner(party);
        match partner {
            Some(partner)
                if partner.in_force(self.facts.today)
                    && partner.kinds.contains(kind)
                    && self.names(kind, &party.role) =>
            {
                let elsewhere = Candidate::Partner {
                    partner: Arc::clone(partner),
                    places: Vec::new(),
                };
                self.ask(candidate.unwrap_or(&elsewhere), Some(had))
            }
            _ => {
                let ended = partner.is_none_or(|partner| !partner.in_force(self.facts.today));
                let code = if ended {
                    Code::PartnerEnded
                } else {
                    Code::Manual
                };
                let mut rows =
                    self.catalog
                        .rows_for(kind, &self.triaged.source.role, self.facts.today);
                let row = rows
                    .find(|row| row.place == Place::EerderGekregen)
                    .map(Arc::clone);
                let asked = row.iter().map(|row| Asked::closed(row, code)).collect();
                Judgement {
                    partner: partner.map(Arc::clone),
                    role: party.role.clone(),
                    asked,
                    verdict: Verdict::Withhold { row, code },
                }
            }
        }
    }

    /// Whether a correction of this kind follows to this role.
    fn names(&self, kind: &str, role: &str) -> bool {
        let mut rows = self
            .catalog
            .rows_for(kind, &self.triaged.source.role, self.facts.today);
        rows.any(|row| row.place == Place::EerderGekregen && row.to == role)
    }

    fn ask_rows(&self, candidate: &Candidate, partner: &Partner, had: Option<&Had>) -> Vec<Asked> {
        let Self {
            catalog,
            triaged,
            facts,
            consents,
            perhaps,
            carried,
            explains,
        } = *self;
        let data = triaged.valid.body().expose().get("data");
        let given = Circumstances {
            shown: Shown {
                born: triaged.born,
                days: triaged.days,
                sending_day: Some(facts.today),
                field: &|dotted| {
                    dotted
                        .split('.')
                        .try_fold(data?, |at, name| at.get(name))
                        .cloned()
                },
            },
            agreed: &|name| catalog.agreed(name, &triaged.source.oin, &partner.oin, facts.today),
            switched_on: &|id| catalog.region.rows_on.contains(id),
            own_report: matches!(candidate, Candidate::Reporter { .. }),
            carried,
            had,
            takes_part: triaged.takes_part,
            flagged: free_text::categories(&triaged.flagged),
            consents,
            perhaps,
            doubt: facts.doubt || triaged.unmatched,
            recipient: Recipient {
                oin: &partner.oin,
                unit: partner.unit.as_deref(),
                divided: catalog.is_divided(&partner.oin, &partner.role, facts.today),
            },
        };
        let follows = |row: &Row| {
            had.is_some() && row.place == Place::EerderGekregen && row.to == partner.role
        };
        let only_follows = triaged.otherwise().is_some();
        let rows = catalog.rows_for(
            &triaged.valid.kind().name,
            &triaged.source.role,
            facts.today,
        );
        let ask = |row| {
            let mut asked = judge(catalog, row, &given);
            if explains && asked.said == Err(Code::Condition) {
                asked.unmet = unmet(catalog, row, &given);
            }
            asked
        };
        rows.filter(|row| follows(row) || !only_follows && fits(candidate, row))
            .map(ask)
            .collect()
    }
}

/// The judgement of an organisation that is not connected for this kind, and may not have the document even if it were.
fn forbidden(row: &Arc<Row>) -> Judgement {
    let asked = vec![Asked::closed(row, Code::Prohibited)];
    let verdict = Verdict::Withhold {
        row: Some(Arc::clone(row)),
        code: Code::Prohibited,
    };
    Judgement {
        partner: None,
        role: row.to.clone(),
        asked,
        verdict,
    }
}

/// The reporter of the answered report, when the reporter has this role and is connected for this kind.
fn reporter<'c>(
    catalog: &'c Catalog,
    triaged: &Triaged,
    party: &Party,
    role: &str,
) -> Option<&'c Arc<Partner>> {
    let connected = |partner: &&Arc<Partner>| partner.kinds.contains(&triaged.valid.kind().name);
    catalog
        .partner(party)
        .filter(|_| party.role == role)
        .filter(connected)
}
