//! Blocks -> one HTML document without scripts and without anything from elsewhere, which prints on A4.

use super::block::{Block, Cell, Piece, Table, anchor, row_heading};

const HEAD: &str = r##"<!DOCTYPE html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Beslistabel van Schakel</title>
<style>
:root { --ink: #1b2430; --soft: #56616e; --line: #c9d1da; --wash: #f3f6f9; --accent: #12507f }
@page { size: A4; margin: 14mm 12mm 16mm }
* { box-sizing: border-box }
body { margin: 0; color: var(--ink); background: #fff; font: 16px/1.5 "Liberation Sans", Arial, sans-serif }
main, header.kop { max-width: 76rem; margin: 0 auto; padding: 0 1.5rem }
header.kop { padding-top: 1.5rem } main { padding-bottom: 4rem }
p, ul { max-width: 46rem }
h1 { font-size: 2.1rem; line-height: 1.2; margin: 0 0 .6rem }
h2 { font-size: 1.45rem; line-height: 1.25; margin: 3rem 0 .8rem; padding-top: .6rem; border-top: 3px solid var(--accent) }
h3 { font-size: 1.15rem; margin: 2.4rem 0 .5rem; color: var(--accent) }
h2, h3 { scroll-margin-top: 1rem; break-after: avoid }
a { color: var(--accent) }
code { font: .88em/1.3 "Liberation Mono", monospace; background: var(--wash); padding: 0 .2em; border-radius: 3px; overflow-wrap: break-word }
#alle-rijen-in-het-kort + .breed td:nth-child(6) { min-width: 21rem }
.naar-inhoud { position: absolute; left: -100rem }
.naar-inhoud:focus { left: 1rem; top: 1rem; background: #fff; padding: .5rem 1rem; outline: 3px solid var(--accent) }
nav ul { columns: 3 15rem; padding-left: 1.2rem; margin: .5rem 0 0; max-width: none }
.breed { overflow-x: auto; margin: .8rem 0 1.6rem }
table { border-collapse: collapse; width: 100%; font-size: .9rem; line-height: 1.4 }
caption { text-align: left; color: var(--soft); padding: 0 0 .4rem }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border: 1px solid var(--line) }
thead th { background: var(--wash); border-bottom: 2px solid var(--accent) }
tbody th { font-weight: bold }
table.feiten { max-width: 58rem; margin: .6rem 0 .8rem }
table.feiten th { width: 13rem; background: var(--wash); font-weight: normal; color: var(--soft) }
h3 + p { font-weight: bold; margin: 0 0 .4rem }
main ul { padding-left: 1.3rem } main li { margin: .15rem 0 }
section.rij ul { font-size: .92rem; max-width: 58rem }
/* the matrix: as many columns as there are roles that receive */
#van-wie-naar-wie + .breed + .breed table { table-layout: fixed; font-size: .75rem; min-width: 60rem }
#van-wie-naar-wie + .breed + .breed thead th + th { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; vertical-align: middle }
#van-wie-naar-wie + .breed + .breed thead th:first-child { width: 8.5rem }
#van-wie-naar-wie + .breed + .breed :is(td, th) { padding: .3rem; overflow-wrap: anywhere }
@media print {
  #van-wie-naar-wie + .breed + .breed table { min-width: 0; font-size: 6pt }
  #van-wie-naar-wie + .breed + .breed thead th:first-child { width: 20mm }
  body { font-size: 9.5pt } main, header.kop { max-width: none; padding: 0 } .breed { overflow: visible }
  table { font-size: 8pt } th, td { padding: 1mm 1.5mm } tr, li { break-inside: avoid } thead { display: table-header-group }
  a { color: inherit; text-decoration: none } #alle-rijen-in-het-kort, #alle-rijen-met-hun-gevallen { break-before: page } nav, .naar-inhoud { display: none }
  #alle-rijen-in-het-kort + .breed td:nth-child(6) { min-width: 50mm }
  code { background: none; padding: 0 } table.feiten th { width: 32mm }
}
</style>
</head>
<body>
<a class="naar-inhoud" href="#inhoud">Naar de inhoud</a>
"##;

/// The whole page: the first heading and the table of contents, then all blocks.
pub(super) fn page(blocks: &[Block]) -> String {
    let (titles, rest): (Vec<&Block>, Vec<&Block>) = blocks
        .iter()
        .partition(|block| matches!(block, Block::Heading(1, _)));
    let titles: String = titles.into_iter().map(block).collect();
    let chapters = rest.iter().filter_map(|block| {
        if let Block::Heading(2, text) = block {
            Some(text)
        } else {
            None
        }
    });
    let chapters: String = chapters
        .map(|text| {
            format!(
                "<li><a href=\"#{}\">{}</a></li>\n",
                anchor(text),
                safe(text)
            )
        })
        .collect();
    let nav = format!("<nav aria-label=\"Op deze bladzijde\">\n<ul>\n{chapters}</ul>\n</nav>\n");
    let mut body = String::new();
    let mut open = false;
    for one in rest {
        if let Block::Heading(level, _) = one {
            body.push_str(if open { "</section>\n" } else { "" });
            open = *level == 3;
            body.push_str(if open {
                "<section class=\"rij\">\n"
            } else {
                ""
            });
        }
        body.push_str(&block(one));
    }
    body.push_str(if open { "</section>\n" } else { "" });
    format!(
        "{HEAD}<header class=\"kop\">\n{titles}{nav}</header>\n<main id=\"inhoud\">\n{body}</main>\n</body>\n</html>\n"
    )
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, text) => format!(
            "<h{level} id=\"{}\">{}</h{level}>\n",
            anchor(text),
            safe(text)
        ),
        Block::Text(text) => format!("<p>{}</p>\n", coded(text)),
        Block::List(items) => {
            format!(
                "<ul>\n{}</ul>\n",
                items
                    .iter()
                    .map(|item| format!("<li>{}</li>\n", coded(item)))
                    .collect::<String>()
            )
        }
        Block::Table(one) => table(one),
        Block::Facts(facts) => {
            let line = |(name, value): &(&str, Cell)| {
                format!(
                    "<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n",
                    safe(name),
                    cell(value)
                )
            };
            format!(
                "<table class=\"feiten\">\n{}</table>\n",
                facts.iter().map(line).collect::<String>()
            )
        }
    }
}

fn table(table: &Table) -> String {
    let heads: String = table
        .heads
        .iter()
        .map(|head| format!("<th scope=\"col\">{}</th>", coded(head)))
        .collect();
    let lines: String = table.lines.iter().map(|cells| line(cells)).collect();
    let caption = if table.caption.is_empty() {
        String::new()
    } else {
        format!("<caption>{}</caption>\n", coded(&table.caption))
    };
    format!(
        "<div class=\"breed\"><table>\n{caption}<thead><tr>{heads}</tr></thead>\n<tbody>\n{lines}</tbody>\n</table></div>\n"
    )
}

fn line(cells: &[Cell]) -> String {
    let cells = cells.iter().enumerate().map(|(at, one)| match at {
        0 => format!("<th scope=\"row\">{}</th>", cell(one)),
        _ => format!("<td>{}</td>", cell(one)),
    });
    format!("<tr>{}</tr>\n", cells.collect::<String>())
}

fn cell(pieces: &Cell) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => coded(words),
            Piece::Row(id) => format!("<a href=\"#{}\">{}</a>", anchor(&row_heading(id)), safe(id)),
        })
        .collect()
}

/// The text with each part between backticks as code.
fn coded(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(at, part)| match at % 2 {
        0 => safe(part),
        _ => format!("<code>{}</code>", safe(part)),
    });
    parts.collect()
}

/// The text with its HTML signs escaped.
fn safe(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
