-- Open check-in rounds, in ballots.db, a file of their own: no answer is a row. A round is one sealed
-- count, which opens with a key outside of this file; that somebody has answered is a keyed tag. There
-- is no time, no number and no order here, and no tag stands beside an answer. All of a round is
-- deleted when it closes, and its key before that.

CREATE TABLE ballot_round (
    round_id TEXT PRIMARY KEY CHECK (length(round_id) = 22),
    guild_id INTEGER NOT NULL,
    taking INTEGER NOT NULL CHECK (taking IN (0, 1)), -- 0: closed, its count is being published
    sealed BLOB NOT NULL -- the shape of the round and its counts, always equally long
) STRICT, WITHOUT ROWID;
CREATE INDEX ballot_round_group ON ballot_round (guild_id);

CREATE TABLE ballot_tag (
    round_id TEXT NOT NULL REFERENCES ballot_round ON DELETE CASCADE,
    tag BLOB NOT NULL CHECK (length(tag) = 16),
    PRIMARY KEY (round_id, tag)
) STRICT, WITHOUT ROWID;
