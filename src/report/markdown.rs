//! Blocks -> Markdown.

use super::block::{Block, Cell, Piece, Table, anchor, row_heading};

/// The whole page in Markdown.
pub(super) fn page(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect::<Vec<_>>().join("\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, text) => format!("{} {text}\n", "#".repeat(usize::from(*level))),
        Block::Text(text) => format!("{text}\n"),
        Block::List(items) => items.iter().map(|item| format!("- {item}\n")).collect(),
        Block::Table(one) => table(one),
        Block::Facts(facts) => facts
            .iter()
            .map(|(name, value)| format!("- **{name}:** {}\n", cell(value)))
            .collect(),
    }
}

fn table(table: &Table) -> String {
    let line = |cells: &mut dyn Iterator<Item = String>| {
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let heads = line(&mut table.heads.iter().map(|head| barred(head)));
    let rule = format!("|{}\n", "---|".repeat(table.heads.len()));
    let lines: String = table
        .lines
        .iter()
        .map(|cells| line(&mut cells.iter().map(|one| barred(&cell(one)))))
        .collect();
    let caption = if table.caption.is_empty() {
        String::new()
    } else {
        format!("{}\n\n", table.caption)
    };
    format!("{caption}{heads}{rule}{lines}")
}

fn cell(pieces: &Cell) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Row(id) => format!("[{id}](#{})", anchor(&row_heading(id))),
        })
        .collect()
}

/// The text with its bars escaped: a bar would end the cell.
fn barred(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// A table alone, for a page that is written elsewhere.
pub(super) fn table_of<const N: usize>(
    heads: [&str; N],
    lines: impl Iterator<Item = [String; N]>,
) -> String {
    let line = |cells: [String; N]| {
        cells
            .into_iter()
            .map(|words| vec![Piece::Words(words)])
            .collect()
    };
    let heads = heads.map(str::to_owned).to_vec();
    table(&Table {
        caption: String::new(),
        heads,
        lines: lines.map(line).collect(),
    })
}
