//! The day and what was seen of it -> a story for a stranger. The same seed gives the same text, to the byte.

mod close;
mod family;
mod hour;
mod parts;
mod themes;
mod whole;

use crate::day::Day;
use crate::proof::{Counts, Seen};
use crate::stage::Played;

/// A text that grows line by line.
#[derive(Default)]
struct Story(String);

impl Story {
    fn line(&mut self, text: impl AsRef<str>) {
        self.0 += text.as_ref().trim_end();
        self.0.push('\n');
    }

    fn title(&mut self, text: &str) {
        self.line("");
        self.line(text);
    }
}

/// All of it but the last lines, which the program says itself.
pub(crate) fn story(seed: u64, day: &Day, played: &Played, seen: &Seen) -> String {
    let counts = Counts::of(day.documents());
    let mut story = Story::default();
    story.line(format!(
        "Een schooldag in de regio ijssel-vecht: vrijdag 13 maart 2026 (seed {seed})"
    ));
    story.line(
        "Alles is verzonnen: scholen, leerlingen, OIN's, en BSN's uit de reeks die voor tests is.",
    );
    parts::morning(&mut story, day);
    themes::tell(&mut story, day);
    parts::noon(&mut story, day);
    hour::tell(&mut story, day, played);
    parts::evening(&mut story, day);
    family::tell(&mut story, day);
    whole::who_got_what(&mut story, day);
    whole::withheld(&mut story, day);
    whole::stopped(&mut story, &counts, &seen.overview);
    close::answer(&mut story, day, seen);
    close::beside(&mut story, day, seen);
    let answers: usize = seen.answers.values().map(Vec::len).sum();
    let delivered: usize = counts.delivered.values().sum();
    story.title("Nagerekend");
    story.line(format!(
        "  {answers} antwoorden en {delivered} bezorgingen, één voor één vergeleken met de eigen lijst van de demo: geen verschil."
    ));
    story.line("  Niets kwijt, niets dubbel, niets bij een ander, geen veld te veel, en per leerling in volgorde.");
    story.line("");
    story.0
}

/// `n één` or `n meer`.
fn many(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}
