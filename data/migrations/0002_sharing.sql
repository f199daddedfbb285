-- Shares and replies ("posts"), the cards of the care channel, and what stands for a person.
-- Ids are random and tables WITHOUT ROWID, so no order of rows tells who wrote when. No row says
-- when something was written; due_at says when it is to appear, which everyone can see.

CREATE TABLE post (
    post_id TEXT PRIMARY KEY CHECK (length(post_id) = 22),
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    parent_id TEXT REFERENCES post ON DELETE CASCADE, -- NULL: a share; else the share it answers
    state TEXT NOT NULL CHECK (state IN (
        'held', 'waiting', 'posted', 'returned', 'withdrawing', 'removing', 'withdrawn', 'removed'
    )),
    help TEXT CHECK (help IN ('listen', 'advice', 'celebrate')),
    alias TEXT NOT NULL,
    by_author INTEGER NOT NULL DEFAULT 0 CHECK (by_author IN (0, 1)), -- a reply by the one who shared
    nonce TEXT NOT NULL UNIQUE CHECK (length(nonce) <= 25),
    due_at INTEGER NOT NULL,
    claimed_at INTEGER, -- set while a sending may have reached Discord
    attempts INTEGER NOT NULL DEFAULT 0,
    channel_id INTEGER, -- where it was sent: the sharing channel, or the share's thread
    message_id INTEGER UNIQUE,
    thread_id INTEGER UNIQUE,
    locked INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1)),
    heard INTEGER NOT NULL DEFAULT 0,
    reason TEXT, -- why it was returned or removed: a key of the wording
    faded_at INTEGER, -- when the tags about it were last forgotten
    ended_at INTEGER -- when it was withdrawn, returned or removed; then the row is on its way out
) STRICT, WITHOUT ROWID;
CREATE INDEX post_due ON post (due_at) WHERE state IN ('waiting', 'withdrawing', 'removing');
CREATE INDEX post_group ON post (guild_id, state);
CREATE INDEX post_parent ON post (parent_id);
CREATE INDEX post_ended ON post (ended_at) WHERE ended_at IS NOT NULL;

-- The words, sealed, only while they wait, are held, or have been returned.
CREATE TABLE words (
    post_id TEXT PRIMARY KEY REFERENCES post ON DELETE CASCADE,
    key_day TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Who wrote it, sealed under a key that is destroyed on key_day. No row where a group chose "never".
CREATE TABLE authorship (
    post_id TEXT PRIMARY KEY REFERENCES post ON DELETE CASCADE,
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    key_day TEXT NOT NULL,
    sealed BLOB NOT NULL,
    muted INTEGER NOT NULL DEFAULT 0 CHECK (muted IN (0, 1)),
    told_at INTEGER NOT NULL DEFAULT 0 -- the last line sent about answers, so that they group
) STRICT, WITHOUT ROWID;
CREATE INDEX authorship_group ON authorship (guild_id);
CREATE INDEX authorship_day ON authorship (key_day);

-- Names inside one thread. The tag is keyed to the thread: nothing joins it to another.
CREATE TABLE alias (
    share_id TEXT NOT NULL REFERENCES post ON DELETE CASCADE,
    tag BLOB NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (share_id, tag),
    UNIQUE (share_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE hearing (
    post_id TEXT NOT NULL REFERENCES post ON DELETE CASCADE,
    tag BLOB NOT NULL,
    PRIMARY KEY (post_id, tag)
) STRICT, WITHOUT ROWID;

-- One row a decision, not one a member: whoever pauses the authors of two posts must not learn from
-- the number of pauses, or from one that is gone, that both are one person.
CREATE TABLE pause (
    pause_id TEXT PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    tag BLOB NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX pause_tag ON pause (guild_id, tag);
CREATE INDEX pause_until ON pause (until);

-- What the care team sees: a held post, or a report with its reason and sealed words. The tag
-- keeps one person to one report a post; it is all there is of the reporter.
CREATE TABLE card (
    card_id TEXT PRIMARY KEY CHECK (length(card_id) = 22),
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    post_id TEXT NOT NULL REFERENCES post ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('held', 'report')),
    state TEXT NOT NULL CHECK (state IN ('open', 'done')),
    reason TEXT,
    tag BLOB,
    key_day TEXT,
    sealed BLOB,
    nonce TEXT NOT NULL UNIQUE CHECK (length(nonce) <= 25),
    due_at INTEGER NOT NULL, -- to the hour: the row must not tell when somebody wrote
    claimed_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    channel_id INTEGER,
    message_id INTEGER UNIQUE,
    stale INTEGER NOT NULL DEFAULT 0, -- changes that its message does not show yet
    ended_at INTEGER,
    UNIQUE (post_id, kind, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX card_due ON card (due_at) WHERE message_id IS NULL;
CREATE INDEX card_stale ON card (card_id) WHERE stale > 0;
CREATE INDEX card_group ON card (guild_id, state);
CREATE INDEX card_ended ON card (ended_at) WHERE ended_at IS NOT NULL;
