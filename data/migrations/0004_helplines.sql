-- What a group's admins changed about the helplines shown there. One row a change; taking it away
-- undoes it. Which country anybody chose is kept nowhere.

CREATE TABLE helpline_change (
    change_id TEXT PRIMARY KEY CHECK (length(change_id) = 22),
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    country TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('add', 'replace', 'hide')),
    line_id TEXT, -- of the line that is replaced or hidden
    name TEXT,
    dial TEXT,
    reach TEXT CHECK (reach IN ('call', 'text', 'call text')),
    words TEXT, -- what to text, where it has to be a certain word
    hours TEXT,
    url TEXT,
    made_at INTEGER NOT NULL,
    remind_at INTEGER, -- when the team is told that it will end; NULL: it has been told
    until INTEGER NOT NULL -- then it ends by itself: numbers change
) STRICT, WITHOUT ROWID;
CREATE INDEX helpline_change_group ON helpline_change (guild_id, country);
CREATE INDEX helpline_change_until ON helpline_change (until);
