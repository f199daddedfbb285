-- What a group wants of screening: the cells of the decision table it has changed, its own phrases,
-- and whether its team has been told that the screener has trouble.

CREATE TABLE screen_cell (
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    degree TEXT NOT NULL,
    place TEXT NOT NULL CHECK (place IN ('share', 'reply', 'talk', 'free', 'message')),
    decision TEXT NOT NULL CHECK (decision IN (
        'let_through', 'offer_support', 'alert', 'return', 'hold'
    )),
    PRIMARY KEY (guild_id, degree, place)
) STRICT, WITHOUT ROWID;

-- One row a change, so that it can be undone; decision NULL: the default stood there. It does not
-- say who made it.
CREATE TABLE screen_change (
    change_id TEXT PRIMARY KEY CHECK (length(change_id) = 22),
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    degree TEXT NOT NULL,
    place TEXT NOT NULL,
    decision TEXT,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX screen_change_at ON screen_change (changed_at);

CREATE TABLE screen_phrase (
    phrase_id TEXT PRIMARY KEY CHECK (length(phrase_id) = 22),
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    phrase TEXT NOT NULL, -- as the team wrote it
    folded TEXT NOT NULL, -- as it is compared; one phrase is there once
    action TEXT NOT NULL CHECK (action IN ('allow', 'alert', 'return', 'hold')),
    UNIQUE (guild_id, folded)
) STRICT, WITHOUT ROWID;

-- What the team has been told about the screener. The row goes once that is mended.
CREATE TABLE screen_trouble (
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    code TEXT NOT NULL,
    told_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, code)
) STRICT, WITHOUT ROWID;

-- What the team did about something a member wrote under their own name, for that member to see.
-- The tag stands for the member; nothing of what was written is kept.
CREATE TABLE harm_record (
    record_id TEXT PRIMARY KEY CHECK (length(record_id) = 22),
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    case_id TEXT, -- while that is kept
    tag BLOB NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('remove', 'warn', 'timeout')),
    reason TEXT NOT NULL,
    made_at INTEGER NOT NULL, -- to the hour
    until INTEGER, -- of a timeout
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
    appeal_id TEXT -- the case in which somebody else looks at it
) STRICT, WITHOUT ROWID;
CREATE INDEX harm_record_tag ON harm_record (guild_id, tag);
CREATE INDEX harm_record_made ON harm_record (made_at);

-- The rules of Discord's AutoMod that Haven made. It touches no others.
CREATE TABLE automod_rule (
    rule_id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX automod_rule_group ON automod_rule (guild_id);

-- On which cases support was offered, so that nobody is written to twice about one.
CREATE TABLE support_offer (
    case_id TEXT PRIMARY KEY CHECK (length(case_id) = 22),
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    offered_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
