//! Columns that hold one of a few words.

use super::{Scratch, dispatch, document, partner};
use schakel::outcome::Outcome;

/// SQLite makes such a table for a check against three words or more, and fills it at every insert: it costs more than the row.
#[test]
fn no_insert_makes_a_table_of_the_words_it_may_hold() {
    let scratch = Scratch::new();
    let db = scratch.stranger();
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let texts = |sql: &str, column: usize| -> Vec<String> {
        let mut rows = db.prepare(sql).unwrap();
        let rows = rows.query_map([], |row| row.get(column)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let tables = texts(names, 0);
    assert!(tables.len() > 20, "{tables:?}");
    // nothing is written to `near` any more
    for table in tables.iter().filter(|table| *table != "near") {
        let opcodes = texts(&format!("EXPLAIN INSERT INTO {table} DEFAULT VALUES"), 1);
        assert!(
            opcodes.contains(&"Insert".to_owned()) || opcodes.contains(&"IdxInsert".to_owned())
        );
        assert!(!opcodes.contains(&"OpenEphemeral".to_owned()), "{table}");
    }
}

#[tokio::test]
async fn a_word_that_is_none_of_them_is_refused() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let n = store.insert_document(&document("a", 1, Outcome::Routed))?;
            store.insert_dispatch(&dispatch(n, 1, &partner("p"), None))?;
            Ok(())
        })
        .await;
    let db = scratch.stranger();
    for (table, column, word) in [
        ("document", "outcome", "nothing"),
        ("dispatch", "state", "parked"),
    ] {
        let set = |word: &str| db.execute(&format!("UPDATE {table} SET {column} = '{word}'"), []);
        assert!(set("iets").unwrap_err().to_string().contains("CHECK"));
        assert_eq!(set(word).unwrap(), 1);
    }
}
