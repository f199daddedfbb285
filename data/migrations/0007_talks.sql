-- The sealed line between a member and the care team. Who the member is, and every word, is sealed
-- under a day key; ids are random and the tables WITHOUT ROWID, so no order of rows tells who came
-- when. No column says when something was written: that stands inside the seal.

CREATE TABLE talk (
    talk_id TEXT PRIMARY KEY CHECK (length(talk_id) = 22),
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    post_id TEXT, -- what it is about, where it is about a share or reply; the words may outlive it
    alias TEXT NOT NULL, -- the name in that thread; '' outside of one
    named INTEGER NOT NULL CHECK (named IN (0, 1)), -- 1: the member chose to show their name
    key_day TEXT NOT NULL, -- renewed with each line
    sealed BLOB NOT NULL, -- who it is
    closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
    muted INTEGER NOT NULL DEFAULT 0 CHECK (muted IN (0, 1)),
    told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)), -- a message said that there is something new
    unread INTEGER NOT NULL DEFAULT 0, -- lines of the team's that the member has not opened
    lines INTEGER NOT NULL DEFAULT 0 -- how many there have been: the number of the last one
) STRICT, WITHOUT ROWID;
CREATE INDEX talk_group ON talk (guild_id);
CREATE INDEX talk_day ON talk (key_day);
CREATE INDEX talk_post ON talk (post_id) WHERE post_id IS NOT NULL;

CREATE TABLE talk_line (
    talk_id TEXT NOT NULL REFERENCES talk ON DELETE CASCADE,
    number INTEGER NOT NULL,
    by_team INTEGER NOT NULL CHECK (by_team IN (0, 1)),
    key_day TEXT NOT NULL,
    sealed BLOB NOT NULL, -- the words, and when they were written
    PRIMARY KEY (talk_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX talk_line_day ON talk_line (key_day);
