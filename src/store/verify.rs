//! The log, page by page -> whole, or the first line that is not.

use super::error::StoreError;
use super::log::{Head, Line};
use super::{Reading, Store};
use crate::clock::Moment;
use crate::number::LineNo;
use std::fmt;

/// Lines read at a time.
const PAGE: u32 = 1000;
/// Last lines of the log among which the latest moment is sought.
const RECENT: u32 = 10_000;

/// A log that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Number of lines.
    pub lines: i64,
    /// The hash of the last line: compare it with a hash that was kept elsewhere.
    pub head: [u8; 32],
    /// Moment of the last line; none when the log is empty.
    pub last: Option<Moment>,
}

/// A log that is not whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the log: {what}; the lines before it are as they were written")]
pub struct Broken {
    /// The first line that is not as written.
    pub line: LineNo,
    /// The damage.
    pub what: Damage,
}

/// Damage to a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// The line does not fit its hash: it was changed, or stood elsewhere.
    Changed,
    /// The line is missing, and later ones are there.
    Missing,
    /// The line and all after it are missing, though the head counts them.
    Truncated,
    /// The line stands after the signed end, or differs from the line that was signed.
    NotSigned,
    /// The head is missing, or was not signed with this key.
    Signature,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Changed => "changed or moved",
            Self::Missing => "gone",
            Self::Truncated => "cut off here",
            Self::NotSigned => "not what the head was signed for",
            Self::Signature => "the head was not signed with this key",
        })
    }
}

/// A page, and the head of the same moment if the signature is good.
struct LogPage {
    lines: Vec<Line>,
    head: Option<Head>,
}

impl Reading<'_> {
    fn page(&self, after: LineNo) -> Result<LogPage, StoreError> {
        let head = self.signed_end()?.map(|(n, hash)| Head { n, hash });
        Ok(LogPage {
            lines: self.log(after, PAGE)?,
            head,
        })
    }

    /// The signed end of the log: the number of lines, and the hash of the last. None when the end was not signed
    /// with this key.
    pub fn signed_end(&self) -> Result<Option<(LineNo, [u8; 32])>, StoreError> {
        let signed =
            |(head, signature): &(Head, _)| self.keys.signed_head(head.n, &head.hash, signature);
        Ok(Head::read(self.db)?
            .filter(signed)
            .map(|(head, _)| (head.n, head.hash)))
    }

    /// The latest moment among the last lines of the log. A clock that was wrong for a time stands in more lines than
    /// one.
    pub fn latest_line(&self) -> Result<Option<Moment>, StoreError> {
        let mut latest = self
            .db
            .prepare_cached("SELECT max(at) FROM (SELECT at FROM log ORDER BY n DESC LIMIT ?1)")?;
        Ok(latest.query_row([RECENT], |row| row.get(0))?)
    }
}

impl Store {
    /// Walks the whole chain, beside a hub that goes on writing. `progress` gets the number of lines that were good
    /// so far.
    pub async fn verify(
        &self,
        mut progress: impl FnMut(i64),
    ) -> Result<Result<Verified, Broken>, StoreError> {
        let (mut chain, mut last) = (Head::START, None);
        loop {
            let after = chain.n;
            let LogPage { lines, head } = self.read(move |store| store.page(after)).await?;
            let Some(head) = head else {
                return Ok(Err(Broken {
                    line: after,
                    what: Damage::Signature,
                }));
            };
            let full = lines.len() == PAGE as usize;
            if let Err(broken) = walk(&mut chain, head, &lines) {
                return Ok(Err(broken));
            }
            last = lines.last().map(|line| line.at).or(last);
            progress(chain.n.0);
            if !full {
                return Ok(match chain {
                    whole if whole == head => Ok(Verified {
                        lines: head.n.0,
                        head: head.hash,
                        last,
                    }),
                    short => Err(Broken {
                        line: short.n.next(),
                        what: Damage::Truncated,
                    }),
                });
            }
        }
    }
}

fn walk(chain: &mut Head, head: Head, lines: &[Line]) -> Result<(), Broken> {
    for line in lines {
        let broken = |what| {
            Err(Broken {
                line: chain.n.next(),
                what,
            })
        };
        if line.n != chain.n.next() {
            return broken(Damage::Missing);
        }
        let next = chain.follow(
            line.n,
            line.at,
            line.sort.as_str(),
            &line.controller,
            &line.body,
        );
        if next.hash != line.hash {
            return broken(Damage::Changed);
        }
        if next.n > head.n || (next.n == head.n && next.hash != head.hash) {
            return broken(Damage::NotSigned);
        }
        *chain = next;
    }
    Ok(())
}
