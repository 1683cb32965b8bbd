//! The tables, as steps: an older file -> today's. A step that has been released is never edited; a change is a new step.

/// Step `n` turns a file of `user_version` n into one of n + 1.
pub(super) const STEPS: &[&str] = &[
    FIRST, SECOND, LABELS, IDENTITY, DESK, TESTIMONY, EVIDENCE, GROUPS, SUSPECTS, NUMBERED, RETOLD,
    SIGHTINGS, UNITS, CHOICES, WORDS, VERDICTS,
];

/// Marks a file as a store of this program ("SCHK").
pub(super) const APPLICATION: i32 = 0x5343_484B;

const FIRST: &str = "
CREATE TABLE made (one INTEGER PRIMARY KEY CHECK (one = 1), fingerprint BLOB NOT NULL) STRICT;

-- One row for each document that came, however often it came.
CREATE TABLE document (
  n INTEGER PRIMARY KEY,
  source TEXT NOT NULL, id TEXT NOT NULL, digest BLOB NOT NULL,
  kind TEXT, controller TEXT NOT NULL, subject BLOB,
  outcome TEXT NOT NULL CHECK (outcome IN ('routed', 'register', 'nothing', 'stopped')),
  code TEXT, problems TEXT,
  arrived INTEGER NOT NULL, again INTEGER NOT NULL DEFAULT 0, catalog TEXT NOT NULL,
  CHECK ((outcome = 'stopped') = (code IS NOT NULL)),
  UNIQUE (source, id, digest)
) STRICT;

CREATE TABLE payload (document INTEGER PRIMARY KEY REFERENCES document, nonce BLOB NOT NULL, sealed BLOB NOT NULL) STRICT;

-- What was decided for each candidate; no code means: shared.
CREATE TABLE verdict (
  document INTEGER NOT NULL REFERENCES document, partner TEXT NOT NULL, role TEXT NOT NULL,
  code TEXT, rows TEXT NOT NULL, categories TEXT NOT NULL,
  PRIMARY KEY (document, partner, role)
) STRICT, WITHOUT ROWID;

-- `pgn`: a number points to it, so a second number may not.
CREATE TABLE subject (
  id BLOB PRIMARY KEY, controller TEXT NOT NULL,
  pgn INTEGER NOT NULL DEFAULT 0, consent INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- No subject means: two subjects have this alias, so it points to neither.
CREATE TABLE alias (
  controller TEXT NOT NULL, sort TEXT NOT NULL CHECK (sort IN ('pgn', 'fallback')),
  key_version INTEGER NOT NULL, hash BLOB NOT NULL, subject BLOB REFERENCES subject,
  PRIMARY KEY (controller, sort, key_version, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE report (
  controller TEXT NOT NULL, key_version INTEGER NOT NULL, number_hash BLOB NOT NULL,
  partner TEXT NOT NULL, document INTEGER NOT NULL REFERENCES document, subject BLOB,
  PRIMARY KEY (controller, key_version, number_hash)
) STRICT, WITHOUT ROWID;

-- What was said about consent. Nothing is ever changed: of each giver the latest counts.
CREATE TABLE statement (
  n INTEGER PRIMARY KEY, subject BLOB NOT NULL REFERENCES subject, discloser TEXT NOT NULL,
  document INTEGER NOT NULL REFERENCES document,
  recipient TEXT NOT NULL, purpose TEXT NOT NULL, category TEXT NOT NULL,
  giver BLOB NOT NULL, capacity TEXT NOT NULL, authority TEXT NOT NULL, said INTEGER NOT NULL, day TEXT NOT NULL, until TEXT
) STRICT;
CREATE INDEX statement_subject ON statement (subject, discloser);

CREATE TABLE dispatch (
  seq INTEGER PRIMARY KEY, event BLOB NOT NULL UNIQUE, document INTEGER NOT NULL REFERENCES document,
  partner TEXT NOT NULL, role TEXT NOT NULL, subject BLOB, rows TEXT NOT NULL, categories TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('due', 'delivered', 'parked', 'dropped', 'superseded')),
  attempts INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL, code TEXT,
  recorded INTEGER NOT NULL, ended INTEGER
) STRICT;
CREATE INDEX dispatch_document ON dispatch (document);
CREATE INDEX dispatch_due ON dispatch (partner, due) WHERE state = 'due';
CREATE INDEX dispatch_lane ON dispatch (partner, subject) WHERE state IN ('due', 'parked') AND subject IS NOT NULL;

-- What senders are still to be told. Numbers are never used again: whoever sends goes on after the last one.
CREATE TABLE answer (n INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, body BLOB NOT NULL) STRICT;
CREATE INDEX answer_source ON answer (source);

-- Messages that were redelivered, and how often one was about to be decoded.
CREATE TABLE suspect (source TEXT NOT NULL, digest BLOB NOT NULL, tries INTEGER NOT NULL, PRIMARY KEY (source, digest))
STRICT, WITHOUT ROWID;

CREATE TABLE alert (
  n INTEGER PRIMARY KEY, at INTEGER NOT NULL, code TEXT NOT NULL, document INTEGER, dispatch INTEGER, handled INTEGER
) STRICT;
CREATE INDEX alert_open ON alert (n) WHERE handled IS NULL;

CREATE TABLE log (
  n INTEGER PRIMARY KEY, at INTEGER NOT NULL, sort TEXT NOT NULL CHECK (sort IN ('decision', 'processing', 'action')),
  controller TEXT NOT NULL, body TEXT NOT NULL, hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER log_keeps_its_lines BEFORE UPDATE ON log BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_loses_no_line BEFORE DELETE ON log BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TABLE head (
  one INTEGER PRIMARY KEY CHECK (one = 1), n INTEGER NOT NULL, hash BLOB NOT NULL, signature BLOB NOT NULL
) STRICT;

-- Sums kept with the rows, so that an overview reads no history.
CREATE TABLE tally (what TEXT NOT NULL, who TEXT NOT NULL, code TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (what, who, code))
STRICT, WITHOUT ROWID;
";

/// Indexes for the filters of an operator, and for the alerts that go with a dispatch or a document.
const SECOND: &str = "
CREATE INDEX dispatch_parked ON dispatch (seq) WHERE state = 'parked';
CREATE INDEX document_stopped ON document (n) WHERE outcome = 'stopped';
CREATE INDEX alert_dispatch ON alert (dispatch) WHERE handled IS NULL;
CREATE INDEX alert_document ON alert (document) WHERE handled IS NULL;
";

/// The labels that a document is counted under, with blanks between.
const LABELS: &str = "ALTER TABLE document ADD COLUMN labels TEXT NOT NULL DEFAULT '';";

/// Identity: parts by which subjects nearly match, possible matches for a person, merged subjects, and the keys of
/// aliases.
const IDENTITY: &str = "
-- Two turned out to be one: what was said about this one is said about that one. The row stays, for the log names it.
ALTER TABLE subject ADD COLUMN merged BLOB REFERENCES subject;
CREATE INDEX subject_merged ON subject (merged) WHERE merged IS NOT NULL;
CREATE INDEX alias_subject ON alias (subject) WHERE subject IS NOT NULL;

-- The keys that make aliases: the newest writes, all that are not retired are read by. The keys themselves are not here.
CREATE TABLE alias_key (version INTEGER PRIMARY KEY, fingerprint BLOB, retired INTEGER) STRICT;
INSERT INTO alias_key (version) VALUES (1);

-- Parts of identities, many to many. `no`: something was said about the subject that may withhold.
CREATE TABLE near (
  controller TEXT NOT NULL, sort TEXT NOT NULL CHECK (sort IN ('name-birth', 'birth-address', 'pgn-birth')),
  key_version INTEGER NOT NULL, hash BLOB NOT NULL, subject BLOB NOT NULL REFERENCES subject, no INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (controller, sort, key_version, hash, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX near_subject ON near (subject);
CREATE INDEX near_no ON near (controller, sort, key_version, hash) WHERE no = 1;
CREATE TRIGGER a_no_is_seen_from_near AFTER INSERT ON statement WHEN NEW.said = 0 OR NEW.authority <> 'ja'
BEGIN UPDATE near SET no = 1 WHERE subject = NEW.subject AND no = 0; END;

-- Documents with statements that named no number: where two share a name, a birth date and an address, they may be about either.
CREATE TABLE unnumbered (document INTEGER PRIMARY KEY REFERENCES document) STRICT;

-- Two that may be one. No answer means: nobody has looked yet.
CREATE TABLE doubt (
  n INTEGER PRIMARY KEY, at INTEGER NOT NULL, controller TEXT NOT NULL,
  one BLOB NOT NULL REFERENCES subject, other BLOB NOT NULL REFERENCES subject,
  why TEXT NOT NULL CHECK (why IN ('name-birth', 'birth-address', 'birth-date', 'twins')),
  document INTEGER NOT NULL REFERENCES document, alert INTEGER REFERENCES alert,
  answer TEXT CHECK (answer IN ('same', 'different')), answered INTEGER,
  CHECK (one < other), CHECK ((answer IS NULL) = (answered IS NULL)), UNIQUE (one, other)
) STRICT;
CREATE INDEX doubt_other ON doubt (other);
CREATE INDEX doubt_open ON doubt (n) WHERE answer IS NULL;
CREATE INDEX doubt_alert ON doubt (alert) WHERE answer IS NULL;
";

/// The desk: standings, secret addresses, and the dispatches about a subject, for looks into the record.
const DESK: &str = "
CREATE TABLE standing (
  n INTEGER PRIMARY KEY, subject BLOB NOT NULL REFERENCES subject, discloser TEXT NOT NULL,
  document INTEGER NOT NULL REFERENCES document, giver BLOB, known TEXT NOT NULL, day TEXT NOT NULL
) STRICT;
CREATE INDEX standing_subject ON standing (subject, discloser);

-- Anything that may take away what a yes gave.
CREATE VIEW restriction AS SELECT subject, discloser, document FROM statement WHERE said = 0 OR authority <> 'ja'
UNION ALL SELECT subject, discloser, document FROM standing WHERE known <> 'ja';
CREATE TRIGGER a_standing_is_seen_from_near AFTER INSERT ON standing WHEN NEW.known <> 'ja'
BEGIN UPDATE near SET no = 1 WHERE subject = NEW.subject AND no = 0; END;

-- Once a document has said so, it stays: nobody may learn from the record where the subject lived.
CREATE TABLE secret (subject BLOB PRIMARY KEY REFERENCES subject) STRICT, WITHOUT ROWID;

CREATE INDEX dispatch_subject ON dispatch (subject, seq) WHERE subject IS NOT NULL;
";

/// All documents with statements or standings about a subject, and those that may take away consent.
const TESTIMONY: &str = "
CREATE VIEW testimony AS SELECT subject, discloser, document, said = 0 OR authority <> 'ja' AS may_withhold FROM statement
UNION ALL SELECT subject, discloser, document, known <> 'ja' FROM standing;
DROP VIEW restriction;
CREATE VIEW restriction AS SELECT subject, discloser, document FROM testimony WHERE may_withhold;
";

/// Evidence of statements, sealed like the body of the document.
const EVIDENCE: &str = "
CREATE TABLE evidence (document INTEGER PRIMARY KEY REFERENCES document, nonce BLOB NOT NULL, sealed BLOB NOT NULL) STRICT;
";

/// The source of an alert, and its object in the hub or the broker: a queue, a partner, a setting.
const GROUPS: &str = "
ALTER TABLE alert ADD COLUMN source TEXT;
ALTER TABLE alert ADD COLUMN about TEXT;
UPDATE alert SET source = (SELECT source FROM document WHERE document.n = alert.document) WHERE handled IS NULL;
CREATE INDEX alert_about ON alert (code, about) WHERE handled IS NULL AND about IS NOT NULL;
";

/// Messages that the process did not survive: number of deaths while one was read, and while one was recorded.
const SUSPECTS: &str = "
DROP TABLE suspect;
CREATE TABLE suspect (digest BLOB PRIMARY KEY, reading INTEGER NOT NULL DEFAULT 0, recording INTEGER NOT NULL DEFAULT 0)
STRICT, WITHOUT ROWID;
";

/// The report number of a document, for every reporter apart: two reporters may use one number.
const NUMBERED: &str = "
CREATE TABLE numbered (
  key_version INTEGER NOT NULL, number_hash BLOB NOT NULL, document INTEGER NOT NULL REFERENCES document,
  reporter TEXT NOT NULL, handed_over INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (key_version, number_hash, document, reporter)
) STRICT, WITHOUT ROWID;
INSERT INTO numbered (key_version, number_hash, document, reporter) SELECT key_version, number_hash, document, partner FROM report;
DROP TABLE report;
";

/// The last answer to the sender of a document, where it differs from the first answer.
const RETOLD: &str = "
CREATE TABLE retold (document INTEGER PRIMARY KEY REFERENCES document, said TEXT NOT NULL) STRICT;
";

/// Marks that documents told of people, one mark for each part; and one more reason for a possible match.
const SIGHTINGS: &str = "
-- `document`: something was said in it. `settled`: a person said whose it is. `alone`: it takes back what was never said of anybody known.
CREATE TABLE sighting (
  n INTEGER PRIMARY KEY, controller TEXT NOT NULL, subject BLOB NOT NULL REFERENCES subject, document INTEGER REFERENCES document,
  key_version INTEGER NOT NULL, pgn BLOB, surname BLOB, first_name BLOB, birth_date BLOB, address BLOB,
  settled INTEGER NOT NULL, alone INTEGER NOT NULL
) STRICT;
CREATE INDEX sighting_pgn ON sighting (controller, key_version, pgn) WHERE pgn IS NOT NULL;
CREATE INDEX sighting_birth_date ON sighting (controller, key_version, birth_date) WHERE birth_date IS NOT NULL;
CREATE INDEX sighting_subject ON sighting (subject);

-- aliases and their parts are looked up only
DROP TRIGGER a_no_is_seen_from_near;
DROP TRIGGER a_standing_is_seen_from_near;
DROP INDEX near_no;

CREATE TABLE pair (
  n INTEGER PRIMARY KEY, at INTEGER NOT NULL, controller TEXT NOT NULL,
  one BLOB NOT NULL REFERENCES subject, other BLOB NOT NULL REFERENCES subject,
  why TEXT NOT NULL CHECK (why IN ('name-birth', 'birth-address', 'birth-date', 'twins', 'withdrawal')),
  document INTEGER NOT NULL REFERENCES document, alert INTEGER REFERENCES alert,
  answer TEXT CHECK (answer IN ('same', 'different')), answered INTEGER,
  CHECK (one < other), CHECK ((answer IS NULL) = (answered IS NULL)), UNIQUE (one, other)
) STRICT;
INSERT INTO pair SELECT * FROM doubt;
DROP TABLE doubt;
ALTER TABLE pair RENAME TO doubt;
CREATE INDEX doubt_other ON doubt (other);
CREATE INDEX doubt_open ON doubt (n) WHERE answer IS NULL;
CREATE INDEX doubt_alert ON doubt (alert) WHERE answer IS NULL;
";

const UNITS: &str = "
-- Which unit of the recipient; none: whichever it has.
ALTER TABLE statement ADD COLUMN unit TEXT;
";

/// The reporter that a person chose for a document, among several reporters of one number.
const CHOICES: &str = "
CREATE TABLE reporter_choice (
  n INTEGER PRIMARY KEY, at INTEGER NOT NULL, document INTEGER NOT NULL REFERENCES document, reporter TEXT NOT NULL
) STRICT;
CREATE INDEX reporter_choice_document ON reporter_choice (document);
";

/// A check of a word against three words or more is made with a table of those words, at every insert; the same check in words with `OR`
/// between them is not. No row changes, so the text of the check is all that does, as SQLite describes it under "Making Other Kinds Of Table
/// Schema Changes" (<https://www.sqlite.org/lang_altertable.html>). The table that comes and goes tells other connections that the schema
/// changed.
const WORDS: &str = "
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql,
  'CHECK (outcome IN (''routed'', ''register'', ''nothing'', ''stopped''))',
  'CHECK (outcome = ''routed'' OR outcome = ''register'' OR outcome = ''nothing'' OR outcome = ''stopped'')') WHERE type = 'table' AND name = 'document';
UPDATE sqlite_schema SET sql = replace(sql,
  'CHECK (state IN (''due'', ''delivered'', ''parked'', ''dropped'', ''superseded''))',
  'CHECK (state = ''due'' OR state = ''delivered'' OR state = ''parked'' OR state = ''dropped'' OR state = ''superseded'')') WHERE type = 'table' AND name = 'dispatch';
UPDATE sqlite_schema SET sql = replace(sql,
  'CHECK (sort IN (''decision'', ''processing'', ''action''))',
  'CHECK (sort = ''decision'' OR sort = ''processing'' OR sort = ''action'')') WHERE type = 'table' AND name = 'log';
UPDATE sqlite_schema SET sql = replace(sql,
  'CHECK (why IN (''name-birth'', ''birth-address'', ''birth-date'', ''twins'', ''withdrawal''))',
  'CHECK (why = ''name-birth'' OR why = ''birth-address'' OR why = ''birth-date'' OR why = ''twins'' OR why = ''withdrawal'')') WHERE type = 'table' AND name = 'doubt';
PRAGMA writable_schema = RESET;
CREATE TABLE changed (one INTEGER) STRICT;
DROP TABLE changed;
";

/// The verdicts on a document stand in its row: `[[organisation, role, code, rows, categories], …]`, with null for what is not there. Those
/// of before stay in their own table.
const VERDICTS: &str = "
ALTER TABLE document ADD COLUMN verdicts TEXT;
";
