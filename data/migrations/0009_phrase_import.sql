-- What an import of phrases did, for a day, so that one press undoes it. It has no words and does not
-- say who imported: a phrase is named by its id, and one that was changed since is left as it is.

CREATE TABLE phrase_import (
    import_id TEXT NOT NULL CHECK (length(import_id) = 22),
    phrase_id TEXT NOT NULL CHECK (length(phrase_id) = 22),
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    action_before TEXT, -- NULL: the import added the phrase
    action_after TEXT NOT NULL,
    imported_at INTEGER NOT NULL,
    PRIMARY KEY (import_id, phrase_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX phrase_import_group ON phrase_import (guild_id, imported_at);
CREATE INDEX phrase_import_at ON phrase_import (imported_at);
