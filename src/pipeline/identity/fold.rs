//! Names as spelled -> the form in which names are compared: Unicode NFKC, without accents, letters only.

use crate::catalog::particles::Particles;
use icu_normalizer::DecomposingNormalizerBorrowed;
use jiff::civil::Date;

/// A surname without its voorvoegsel; none where no letter is left.
pub fn surname(text: &str, particles: &Particles, on: Date) -> Option<String> {
    some(particles.without(&apart(text), on).concat())
}

/// The first of the first names.
pub fn first_name(text: &str) -> Option<String> {
    text.split_whitespace()
        .map(|name| letters(&apart(name)))
        .find_map(some)
}

/// Splits letters from their accents and writes ligatures as letters. Letters of Germanic and Nordic names get
/// their usual spelling with the letters of Dutch.
fn apart(text: &str) -> String {
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd()
        .normalize(text)
        .to_lowercase();
    let mut plain = String::with_capacity(decomposed.len());
    // a capital with an accent of its own can decompose once lowercased
    for c in DecomposingNormalizerBorrowed::new_nfkd()
        .normalize(&decomposed)
        .chars()
        .filter(|c| !is_accent(*c))
    {
        match c {
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'ø' => plain.push('o'),
            'đ' | 'ð' => plain.push('d'),
            'ł' => plain.push('l'),
            'þ' => plain.push_str("th"),
            'ı' => plain.push('i'),
            other => plain.push(other),
        }
    }
    plain
}

/// A mark that stands over, under or through the letter before it.
const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
