-- What a search looks through, beside a generation: derived from its graph and written anew with it.

-- A row of search.rq, with how often the instrument is cited and its standing by all that is known.
CREATE TABLE instrument (
    id INTEGER PRIMARY KEY,
    instrument TEXT NOT NULL, key TEXT NOT NULL, symbolKey TEXT, type TEXT, symbol TEXT, date TEXT, title TEXT,
    issuer TEXT, jurisdiction TEXT, held INTEGER NOT NULL, citations INTEGER NOT NULL, state TEXT NOT NULL
);
CREATE INDEX instrument_iri ON instrument (instrument);

-- The words of the keys. Positions are not kept (a third of the size): whoever asks looks at the key itself.
CREATE VIRTUAL TABLE word USING fts5(
    key, content = 'instrument', content_rowid = 'id', detail = 'none', columnsize = 0,
    tokenize = "unicode61 remove_diacritics 0"
);

-- A row of agencies.rq.
CREATE TABLE agency (agency TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, leads INTEGER, helps INTEGER);

-- Which generation this was made of, and that it was made to the end.
CREATE TABLE made (stamp TEXT NOT NULL);
