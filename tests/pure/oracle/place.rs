//! A place of a row -> whether this partner is there.

use super::{
    case::{Case, Partner},
    district::youth_home,
    table::Place,
};

impl Place {
    /// Whether this partner is where the row sends to. Of several teams in one place, which one it is, `district` says.
    pub(super) fn holds(self, case: &Case, partner: &Partner) -> bool {
        match self {
            // leerplicht, wijkteam, cjg, Doorstroompunt: the home, never the municipality of the school
            Place::Home => case.home() == Some(&*partner.municipality),
            Place::Youth | Place::Wijk => youth_home(case) == Some(&*partner.municipality),
            // samenwerkingsverband, smw, jgz: the school
            Place::School => case
                .brin()
                .is_some_and(|brin| partner.brins.iter().any(|own| own == brin)),
            Place::Addressee => case.text("geadresseerde") == Some(&*partner.oin),
            // who takes part, told by one who takes part, and not told what it said itself
            Place::Participants => {
                let list = case.participants();
                list.contains(&&*partner.oin)
                    && list.contains(&&*case.giver_oin)
                    && partner.oin != case.giver_oin
            }
            // rulings 8 and 23: who reported this number, in that role, to the one who answers
            Place::OwnReport => case.asked_by() == Ok(partner.who()),
            // ruling 20: who had the report
            Place::Had => case.had(partner),
            Place::Register => false,
        }
    }
}
