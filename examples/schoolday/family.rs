//! One family, followed from morning to evening: a pupil of fourteen in Zwolle, at meander. At that age both must say yes.

use crate::care::{Child, Words};
use crate::consent::{Age, Giver};
use crate::expect::care::SIGNAL;
use crate::maker::{Maker, Payload};
use crate::partner::ZWOLLE as OIN_ZWOLLE;
use crate::pupil::ZWOLLE;
use crate::source::{Kind, Source};
use anyhow::Result;

/// Something that happened to this family: a document with what became of it.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) time: &'static str,
    pub(crate) words: &'static str,
    pub(crate) source: Source,
    pub(crate) document: String,
}

/// The family, and what happened so far.
pub(crate) struct Family {
    pub(crate) child: Child,
    pub(crate) steps: Vec<Step>,
}

impl Family {
    pub(crate) fn new(maker: &mut Maker) -> Result<Self> {
        Ok(Self {
            child: maker.child(Age::Teen, ZWOLLE)?,
            steps: Vec::new(),
        })
    }

    /// On record: it happened then, and it is this.
    pub(crate) fn note(
        &mut self,
        time: &'static str,
        words: &'static str,
        source: Source,
        payload: &Payload,
    ) {
        let step = |document: String| Step {
            time,
            words,
            source,
            document,
        };
        self.steps.extend(
            payload
                .documents
                .first()
                .map(|first| step(first.document.clone())),
        );
    }

    fn says(
        &mut self,
        maker: &mut Maker,
        time: &'static str,
        text: &'static str,
        word: Kind,
        giver: Giver,
    ) -> Payload {
        let words = Words {
            word,
            giver,
            to: OIN_ZWOLLE,
            purpose: "hulp-aan-school",
            categories: &SIGNAL,
        };
        let payload = maker.says(Source::Meander, &self.child, words);
        self.note(time, text, Source::Meander, &payload);
        payload
    }

    fn signal(&mut self, maker: &mut Maker, time: &'static str) -> Payload {
        let payload = maker.signal(&self.child, true, None);
        self.note(time, "zorgsignaal van meander", Source::Meander, &payload);
        payload
    }

    /// A parent says yes, which is not enough; then the pupil does too.
    pub(crate) fn morning(&mut self, maker: &mut Maker) -> Vec<Payload> {
        vec![
            self.says(
                maker,
                "08:05",
                "een ouder zegt ja",
                Kind::Given,
                Giver::Parent,
            ),
            self.signal(maker, "08:20"),
            self.says(
                maker,
                "08:40",
                "de leerling zegt ja",
                Kind::Given,
                Giver::Youth,
            ),
            self.signal(maker, "08:50"),
        ]
    }

    /// While the wijkteam cannot be reached.
    pub(crate) fn hour(&mut self, maker: &mut Maker) -> Payload {
        self.signal(maker, "13:10")
    }

    /// Within that hour.
    pub(crate) fn withdraws(&mut self, maker: &mut Maker) -> Payload {
        self.says(
            maker,
            "13:40",
            "de leerling trekt in",
            Kind::Withdrawn,
            Giver::Youth,
        )
    }

    /// The last one.
    pub(crate) fn evening(&mut self, maker: &mut Maker) -> Vec<Payload> {
        vec![self.signal(maker, "15:30")]
    }
}
