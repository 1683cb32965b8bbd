//! A file of prose -> blocks: headings, paragraphs and lists, and nothing else of Markdown.

use super::block::Block;

/// The blocks of a text: each part between empty lines is one.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    text.split("\n\n")
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(block)
        .collect()
}

fn block(part: &str) -> Block {
    let level = part.chars().take_while(|letter| *letter == '#').count();
    match (level, part.strip_prefix("- ")) {
        (1..=6, _) => Block::Heading(
            u8::try_from(level).unwrap_or(6),
            part.trim_start_matches('#').trim().to_owned(),
        ),
        (_, Some(items)) => Block::List(items.split("\n- ").map(one_line).collect()),
        _ => Block::Text(one_line(part)),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
