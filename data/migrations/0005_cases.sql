-- Cases. A card is what the care channel shows; a case is the work on it: who has it, how urgent it
-- is, when somebody is called next, what was decided. Every card has one. The table of cards is made
-- anew, because a case need not be about a share or reply any more.

CREATE TABLE card_new (
    card_id TEXT PRIMARY KEY CHECK (length(card_id) = 22),
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    post_id TEXT REFERENCES post ON DELETE CASCADE, -- NULL: not about a share or reply
    kind TEXT NOT NULL CHECK (kind IN (
        'held', 'report', 'alert', 'ask', 'talk', 'automod', 'appeal', 'number', 'note'
    )),
    state TEXT NOT NULL CHECK (state IN ('open', 'done')),
    reason TEXT,
    tag BLOB,
    key_day TEXT,
    sealed BLOB,
    nonce TEXT NOT NULL UNIQUE CHECK (length(nonce) <= 25),
    due_at INTEGER NOT NULL, -- of what was written without a name: to the hour
    claimed_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    channel_id INTEGER,
    message_id INTEGER UNIQUE,
    stale INTEGER NOT NULL DEFAULT 0, -- changes that its message does not show yet
    ended_at INTEGER,
    UNIQUE (post_id, kind, tag)
) STRICT, WITHOUT ROWID;
INSERT INTO card_new SELECT card_id, guild_id, post_id, kind, state, reason, tag, key_day, sealed,
    nonce, due_at, claimed_at, attempts, channel_id, message_id, stale, ended_at FROM card;
DROP TABLE card;
ALTER TABLE card_new RENAME TO card;
CREATE INDEX card_due ON card (due_at) WHERE message_id IS NULL;
CREATE INDEX card_stale ON card (card_id) WHERE stale > 0;
CREATE INDEX card_group ON card (guild_id, state);
CREATE INDEX card_ended ON card (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX card_post ON card (post_id) WHERE post_id IS NOT NULL;

CREATE TABLE care_case (
    case_id TEXT PRIMARY KEY REFERENCES card (card_id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),
    categories TEXT NOT NULL DEFAULT '', -- names with a comma between
    rules TEXT NOT NULL DEFAULT '', -- ids of the rules that led to it
    times INTEGER NOT NULL DEFAULT 1, -- how often it came up again
    talk_id TEXT,
    about_id TEXT, -- of an appeal: the case that was decided
    spot_channel_id INTEGER, -- the message of a member's own that it is about
    spot_message_id INTEGER,
    key_day TEXT,
    sealed_member BLOB, -- who wrote that under their own name; NULL for everything anonymous
    group_tag BLOB, -- stands for the same person, so that three alerts are one case
    holder_id INTEGER, -- the moderator who has it
    step INTEGER NOT NULL DEFAULT 0, -- how many of the calls of its level were made
    began_at INTEGER NOT NULL, -- when its clock was started; of what is not urgent and anonymous, to the hour
    call_at INTEGER, -- the next call; NULL: nobody has to be called
    closing TEXT -- why it was closed
) STRICT, WITHOUT ROWID;
CREATE INDEX care_case_call ON care_case (call_at) WHERE call_at IS NOT NULL;
CREATE INDEX care_case_holder ON care_case (guild_id, holder_id) WHERE holder_id IS NOT NULL;
CREATE INDEX care_case_group ON care_case (guild_id, group_tag) WHERE group_tag IS NOT NULL;
CREATE INDEX care_case_talk ON care_case (talk_id) WHERE talk_id IS NOT NULL;
CREATE INDEX care_case_day ON care_case (key_day) WHERE key_day IS NOT NULL;
INSERT INTO care_case (case_id, guild_id, level, began_at, call_at)
    SELECT card_id, guild_id, 0, due_at, CASE WHEN state = 'open' THEN due_at + 86400 END FROM card;

-- What was decided, by whom of the team, and when. Never who wrote something.
CREATE TABLE case_step (
    step_id TEXT PRIMARY KEY CHECK (length(step_id) = 22),
    case_id TEXT NOT NULL REFERENCES care_case ON DELETE CASCADE,
    member_id INTEGER, -- of the care team; NULL: Haven itself, or somebody who was erased
    number INTEGER NOT NULL, -- of the case's steps, in their order
    what TEXT NOT NULL,
    detail TEXT,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX case_step_case ON case_step (case_id);
CREATE INDEX case_step_member ON case_step (member_id) WHERE member_id IS NOT NULL;

-- Calls on their way: a line in the care channel that mentions people, sent once.
CREATE TABLE case_call (
    call_id TEXT PRIMARY KEY CHECK (length(call_id) = 22), -- also its nonce
    case_id TEXT NOT NULL REFERENCES care_case ON DELETE CASCADE,
    rung TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX case_call_due ON case_call (due_at);

-- Who of the team is on duty, and until when (NULL: until they say otherwise).
CREATE TABLE duty (
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    member_id INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (guild_id, member_id)
) STRICT, WITHOUT ROWID;

-- Counts that stay when cases go: no person, no words.
CREATE TABLE case_count (
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    what TEXT NOT NULL, -- "opened", "closed", "rule", "first"
    name TEXT NOT NULL, -- kind and level; reason; rule and whether it was right; band of minutes
    count INTEGER NOT NULL,
    PRIMARY KEY (guild_id, what, name)
) STRICT, WITHOUT ROWID;
