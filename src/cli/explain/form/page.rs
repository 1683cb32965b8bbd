//! The blocks of a page -> text for a screen, or HTML that prints as one sheet of A4.

const WIDTH: usize = 78;

/// The blocks of a page, from top to bottom.
pub(super) struct Page(pub(super) Vec<Block>);

pub(super) enum Block {
    Title(String),
    Heading(String),
    Text(String),
    List(Vec<String>),
    /// A signer: a choice, the texts beside that choice, and lines to fill in.
    Signature {
        who: String,
        choices: Vec<String>,
        says: Vec<String>,
        lines: Vec<String>,
    },
    Foot(String),
}

/// All pages as text, a form feed between them.
pub(super) fn text(pages: &[Page]) -> String {
    pages
        .iter()
        .map(|page| page.0.iter().map(block_text).collect::<String>())
        .collect::<Vec<_>>()
        .join("\u{c}\n")
}

fn block_text(block: &Block) -> String {
    match block {
        Block::Title(text) => format!(
            "{}\n{}\n",
            wrapped(text, ""),
            "=".repeat(text.chars().count().min(WIDTH))
        ),
        Block::Heading(text) => format!("\n{text}\n"),
        Block::Text(text) => format!("{}\n", wrapped(text, "")),
        Block::List(items) => items
            .iter()
            .map(|item| format!("  - {}\n", wrapped(item, "    ").trim_start()))
            .collect(),
        Block::Signature {
            who,
            choices,
            says,
            lines,
        } => {
            let choices: Vec<String> = choices
                .iter()
                .map(|choice| format!("[ ] {choice}"))
                .collect();
            let says: String = says
                .iter()
                .map(|says| format!("{}\n", wrapped(says, "")))
                .collect();
            let widest = lines
                .iter()
                .map(|line| line.chars().count())
                .max()
                .unwrap_or(0);
            let lines: String = lines
                .iter()
                .map(|line| format!("{line:<widest$}  {}\n", "_".repeat(WIDTH - widest - 2)))
                .collect();
            format!("\n{who}\n{}\n{says}{lines}", choices.join("     "))
        }
        Block::Foot(text) => format!("\n{text}\n"),
    }
}

fn wrapped(text: &str, indent: &str) -> String {
    let mut lines = vec![indent.to_owned()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        if line.len() > indent.len() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(format!("{indent}{word}"));
        } else {
            if line.len() > indent.len() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n")
}

const HEAD: &str = r#"<!DOCTYPE html>
<html lang="nl"><head><meta charset="utf-8"><title>Toestemming</title><style>
@page { size: A4; margin: 16mm 18mm }
body { font: 11pt/1.35 "Liberation Sans", Arial, sans-serif; color: #000; margin: 0 }
section { max-width: 174mm; margin: 0 auto; break-after: page; break-inside: avoid }
section:last-child { break-after: auto }
h1 { font-size: 17pt; margin: 0 0 3mm } h2 { font-size: 12pt; margin: 3.5mm 0 0.5mm } p { margin: 0 } ul { margin: 0.5mm 0 0; padding-left: 6mm }
fieldset { border: 1px solid #000; margin: 4mm 0 0; padding: 1mm 4mm 3mm; break-inside: avoid } legend { font-weight: bold; padding: 0 2mm }
.keuze span { display: inline-block; margin-right: 12mm } .vak { display: inline-block; width: 4mm; height: 4mm; border: 1px solid #000; vertical-align: -0.6mm; margin-right: 2mm }
.regel { display: flex; margin-top: 3.5mm } .regel b { font-weight: normal; width: 38mm } .regel i { flex: 1; border-bottom: 1px solid #000 }
footer { margin-top: 3mm; font-size: 9pt }
@media screen { section { padding: 12mm } }
</style></head><body>
"#;

/// All pages as one document that loads nothing from elsewhere: each page prints on a sheet of its own.
pub(super) fn html(pages: &[Page]) -> String {
    let pages: String = pages
        .iter()
        .map(|page| {
            format!(
                "<section>\n{}</section>\n",
                page.0.iter().map(block_html).collect::<String>()
            )
        })
        .collect();
    format!("{HEAD}{pages}</body></html>\n")
}

fn block_html(block: &Block) -> String {
    match block {
        Block::Title(text) => format!("<h1>{}</h1>\n", safe(text)),
        Block::Heading(text) => format!("<h2>{}</h2>\n", safe(text)),
        Block::Text(text) => format!("<p>{}</p>\n", safe(text)),
        Block::List(items) => format!(
            "<ul>{}</ul>\n",
            items
                .iter()
                .map(|item| format!("<li>{}</li>", safe(item)))
                .collect::<String>()
        ),
        Block::Signature {
            who,
            choices,
            says,
            lines,
        } => {
            let choices: String = choices
                .iter()
                .map(|choice| {
                    format!(
                        "<span><span class=\"vak\" style=\"margin-right:2mm\"></span>{}</span>",
                        safe(choice)
                    )
                })
                .collect();
            let says: String = says
                .iter()
                .map(|says| format!("<p>{}</p>", safe(says)))
                .collect();
            let lines: String = lines
                .iter()
                .map(|line| format!("<div class=\"regel\"><b>{}</b><i></i></div>", safe(line)))
                .collect();
            format!(
                "<fieldset><legend>{}</legend><p class=\"keuze\">{choices}</p>{says}{lines}</fieldset>\n",
                safe(who)
            )
        }
        Block::Foot(text) => format!("<footer>{}</footer>\n", safe(text)),
    }
}

/// Escapes a text, so that markup of a sender in a name stays text.
fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
