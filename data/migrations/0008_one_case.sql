-- A case and its card are one entity with one state. What the table card held of each moves into
-- care_case, which is rebuilt, and with it the tables that refer to it. Nothing is lost but copies:
-- the words of a talk have their home in talk_line, and a case keeps none of them any longer.

CREATE TABLE care_case_new (
    case_id TEXT PRIMARY KEY CHECK (length(case_id) = 22),
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN (
        'held', 'report', 'alert', 'ask', 'talk', 'automod', 'appeal', 'number', 'note'
    )),
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    closing TEXT, -- why it was closed; NULL: open, or ended by a decision on what it is about
    ended_at INTEGER,
    -- What it is about: ids alone.
    post_id TEXT REFERENCES post ON DELETE CASCADE,
    talk_id TEXT,
    about_id TEXT, -- of an appeal: the case that was decided
    spot_channel_id INTEGER, -- the message of a member's own that it is about
    spot_message_id INTEGER,
    reason TEXT,
    -- What was found.
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),
    categories TEXT NOT NULL DEFAULT '', -- names with a comma between
    rules TEXT NOT NULL DEFAULT '', -- ids of the rules that led to it
    times INTEGER NOT NULL DEFAULT 1, -- how often it came up again
    -- Sealed: words whose only home is the case, and who wrote under their own name.
    words_day TEXT,
    sealed_words BLOB,
    member_day TEXT,
    sealed_member BLOB, -- NULL for everything anonymous
    group_tag BLOB, -- stands for the same person; goes with sealed_member
    reporter_tag BLOB, -- keeps one person to one report of a post
    -- Who has it, and its clock.
    holder_id INTEGER, -- the carer who has it
    step INTEGER NOT NULL DEFAULT 0, -- how many of the calls of its level were made
    began_at INTEGER NOT NULL, -- when its clock was started; of what is not urgent and anonymous, to the hour
    call_at INTEGER, -- the next call; NULL: none
    put_off INTEGER NOT NULL DEFAULT 0 CHECK (put_off IN (0, 1)), -- 1: that call is a reminder, not one of its level's
    -- Its card: the message in the care channel.
    nonce TEXT NOT NULL UNIQUE CHECK (length(nonce) <= 25),
    due_at INTEGER NOT NULL, -- of what was written without a name: to the hour
    claimed_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    channel_id INTEGER,
    message_id INTEGER UNIQUE,
    stale INTEGER NOT NULL DEFAULT 0, -- changes that its message does not show yet
    UNIQUE (post_id, kind, reporter_tag),
    CHECK ((state = 'open') = (ended_at IS NULL)),
    CHECK (state = 'closed' OR closing IS NULL)
) STRICT, WITHOUT ROWID;

INSERT INTO care_case_new (
    case_id, guild_id, kind, state, closing, ended_at, post_id, talk_id, about_id, spot_channel_id,
    spot_message_id, reason, level, categories, rules, times, words_day, sealed_words, member_day,
    sealed_member, group_tag, reporter_tag, holder_id, step, began_at, call_at, put_off, nonce,
    due_at, claimed_at, attempts, channel_id, message_id, stale
)
SELECT
    c.card_id, c.guild_id, c.kind,
    CASE c.state WHEN 'open' THEN 'open' ELSE 'closed' END,
    CASE WHEN c.state = 'done' THEN k.closing END,
    CASE WHEN c.state = 'done' THEN COALESCE(c.ended_at, c.due_at) END,
    c.post_id, k.talk_id, k.about_id, k.spot_channel_id, k.spot_message_id, c.reason,
    COALESCE(k.level, 0), COALESCE(k.categories, ''), COALESCE(k.rules, ''), COALESCE(k.times, 1),
    CASE WHEN k.talk_id IS NULL THEN c.key_day END,
    CASE WHEN k.talk_id IS NULL THEN c.sealed END,
    k.key_day, k.sealed_member, k.group_tag, c.tag, k.holder_id, COALESCE(k.step, 0),
    COALESCE(k.began_at, c.due_at),
    CASE WHEN c.state = 'open' THEN k.call_at END,
    COALESCE(c.state = 'open' AND k.call_at <> k.began_at + CASE k.level
        WHEN 3 THEN CASE k.step
            WHEN 0 THEN 0 WHEN 1 THEN 300 WHEN 2 THEN 900 ELSE 900 + (k.step - 2) * 259200 END
        WHEN 2 THEN CASE k.step
            WHEN 0 THEN 0 WHEN 1 THEN 1800 WHEN 2 THEN 3600 ELSE 3600 + (k.step - 2) * 259200 END
        WHEN 1 THEN CASE k.step
            WHEN 0 THEN 86400 WHEN 1 THEN 172800 ELSE 172800 + (k.step - 1) * 259200 END
        ELSE CASE k.step WHEN 0 THEN 86400 ELSE 86400 + k.step * 259200 END
    END, 0),
    c.nonce, c.due_at, c.claimed_at, c.attempts, c.channel_id, c.message_id, c.stale
FROM card c LEFT JOIN care_case k ON k.case_id = c.card_id;

CREATE TABLE case_step_new (
    step_id TEXT PRIMARY KEY CHECK (length(step_id) = 22),
    case_id TEXT NOT NULL REFERENCES care_case_new ON DELETE CASCADE,
    member_id INTEGER, -- of the care team; NULL: Haven itself, or a carer who was erased
    number INTEGER NOT NULL, -- of the case's steps, in their order
    what TEXT NOT NULL,
    detail TEXT,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO case_step_new (step_id, case_id, member_id, number, what, detail, at)
    SELECT step_id, case_id, member_id, number, what, detail, at FROM case_step;

-- A call may have been sent when Haven died: claimed_at says since when.
CREATE TABLE case_call_new (
    call_id TEXT PRIMARY KEY CHECK (length(call_id) = 22), -- also its nonce
    case_id TEXT NOT NULL REFERENCES care_case_new ON DELETE CASCADE,
    rung TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    claimed_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO case_call_new (call_id, case_id, rung, due_at, attempts)
    SELECT call_id, case_id, rung, due_at, attempts FROM case_call;

-- Children first: dropping a table deletes its rows, and that would cascade.
DROP TABLE case_step;
DROP TABLE case_call;
DROP TABLE care_case;
DROP TABLE card;
ALTER TABLE care_case_new RENAME TO care_case;
ALTER TABLE case_step_new RENAME TO case_step;
ALTER TABLE case_call_new RENAME TO case_call;

CREATE INDEX care_case_due ON care_case (due_at) WHERE message_id IS NULL;
CREATE INDEX care_case_stale ON care_case (case_id) WHERE stale > 0;
CREATE INDEX care_case_state ON care_case (guild_id, state);
CREATE INDEX care_case_ended ON care_case (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX care_case_post ON care_case (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX care_case_call ON care_case (call_at) WHERE call_at IS NOT NULL;
CREATE INDEX care_case_holder ON care_case (guild_id, holder_id) WHERE holder_id IS NOT NULL;
CREATE INDEX care_case_group ON care_case (guild_id, group_tag) WHERE group_tag IS NOT NULL;
CREATE INDEX care_case_talk ON care_case (talk_id) WHERE talk_id IS NOT NULL;
CREATE INDEX care_case_words ON care_case (words_day) WHERE words_day IS NOT NULL;
CREATE INDEX care_case_member ON care_case (member_day) WHERE member_day IS NOT NULL;
CREATE INDEX case_step_case ON case_step (case_id);
CREATE INDEX case_step_member ON case_step (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX case_call_case ON case_call (case_id);
CREATE INDEX case_call_due ON case_call (due_at);
