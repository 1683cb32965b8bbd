//! [`Block`]: the parts of a page, before they become HTML or Markdown.

/// One part of a page; pages are read from top to bottom.
#[derive(Debug)]
pub(super) enum Block {
    /// A heading of this level; links point to its words.
    Heading(u8, String),
    /// A paragraph. Between backticks stands a code.
    Text(String),
    /// A list of loose sentences.
    List(Vec<String>),
    /// Columns with a head.
    Table(Table),
    /// Facts about one thing: a word for each fact, and the fact.
    Facts(Vec<(&'static str, Cell)>),
}

/// A table of which the first cell of each line names the line.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) caption: String,
    pub(super) heads: Vec<String>,
    pub(super) lines: Vec<Vec<Cell>>,
}

/// The content of one place of a table.
pub(super) type Cell = Vec<Piece>;

/// Part of a cell.
#[derive(Debug)]
pub(super) enum Piece {
    /// Words. Between backticks stands a code.
    Words(String),
    /// A row of the decision table, which stands elsewhere on the page.
    Row(String),
}

/// A cell with nothing but words.
pub(super) fn cell(words: impl Into<String>) -> Cell {
    vec![Piece::Words(words.into())]
}

/// A cell that names rows.
pub(super) fn rows<'r>(ids: impl Iterator<Item = &'r str>) -> Cell {
    let mut cell = Cell::new();
    for id in ids {
        if !cell.is_empty() {
            cell.push(Piece::Words(", ".to_owned()));
        }
        cell.push(Piece::Row(id.to_owned()));
    }
    cell
}

/// The heading of a row of the decision table.
pub(super) fn row_heading(id: &str) -> String {
    format!("Rij {id}")
}

/// The name for links to a heading: small letters, no marks, hyphens for spaces.
pub(super) fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}
