-- The journal: append-only, hash-chained. See kiosk/journal.py.
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    boot_id TEXT NOT NULL,
    mono_ns INTEGER NOT NULL,
    wall_utc TEXT NOT NULL,
    clock_quality TEXT NOT NULL,
    kind TEXT NOT NULL,
    visit_id TEXT NOT NULL,
    body TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- What is personal, apart from the chain so that it can be erased.
CREATE TABLE personal (
    seq INTEGER PRIMARY KEY REFERENCES entry (seq),
    visit_id TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX personal_by_visit ON personal (visit_id);

-- Projections: written in the same commit as the rows they follow from, rebuilt from them at will.
CREATE TABLE balance (account TEXT PRIMARY KEY, amount INTEGER NOT NULL) STRICT;
CREATE TABLE claim (
    claim_id TEXT PRIMARY KEY, amount INTEGER NOT NULL, reason TEXT NOT NULL, person_id TEXT NOT NULL
) STRICT;
CREATE TABLE receipt (receipt_no INTEGER PRIMARY KEY, order_id TEXT NOT NULL, price INTEGER NOT NULL) STRICT;
CREATE TABLE closed_visit (
    visit_id TEXT PRIMARY KEY, inserted INTEGER NOT NULL, price INTEGER NOT NULL,
    paid_out INTEGER NOT NULL, owed INTEGER NOT NULL, suspense INTEGER NOT NULL
) STRICT;
