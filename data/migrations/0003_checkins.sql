-- Check-ins: when a group is asked (schedule), each asking (round), what came out (result), and what
-- the group did about it (act). Ballots are not here: they live in a file of their own, ballots.db.
-- No row of these tables stands for a member who answers; admin_id is an admin who changed a
-- schedule, kept so that a team can ask back, and emptied when that admin asks to be forgotten.

CREATE TABLE checkin_schedule (
    schedule_id TEXT PRIMARY KEY CHECK (length(schedule_id) = 22),
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    recurrence TEXT NOT NULL, -- local wall time, zone and rule, as bot/checkins spells them
    open_hours INTEGER NOT NULL CHECK (open_hours > 0),
    question_set TEXT NOT NULL CHECK (question_set IN ('core', 'rotating', 'own')),
    reminder INTEGER NOT NULL CHECK (reminder BETWEEN 0 AND 99), -- percent of the open time; 0: none
    catch_up TEXT NOT NULL CHECK (catch_up IN ('once', 'skip')),
    standing TEXT NOT NULL CHECK (standing IN ('active', 'paused', 'deleted')),
    next_due INTEGER, -- NULL unless active
    parked TEXT CHECK (parked IN ('channel_gone', 'not_allowed', 'discord_down')),
    parked_nonce TEXT, -- of the one notice about that, or that it is over; NULL once it is out
    parked_try_at INTEGER NOT NULL DEFAULT 0,
    parked_attempts INTEGER NOT NULL DEFAULT 0, -- of that notice
    version INTEGER NOT NULL,
    deleted_at INTEGER,
    was_paused INTEGER NOT NULL DEFAULT 0 CHECK (was_paused IN (0, 1)), -- when it was deleted
    with_results INTEGER NOT NULL DEFAULT 0 CHECK (with_results IN (0, 1)) -- they go with it
) STRICT, WITHOUT ROWID;
CREATE INDEX checkin_schedule_due ON checkin_schedule (next_due) WHERE next_due IS NOT NULL;
CREATE INDEX checkin_schedule_tell ON checkin_schedule (parked_try_at)
    WHERE parked_nonce IS NOT NULL;
CREATE INDEX checkin_schedule_group ON checkin_schedule (guild_id, standing);
CREATE INDEX checkin_schedule_deleted ON checkin_schedule (deleted_at)
    WHERE deleted_at IS NOT NULL;

-- Who changed what, and when. before and after are spelled plans; NULL where there is none.
CREATE TABLE checkin_change (
    change_id TEXT PRIMARY KEY,
    schedule_id TEXT NOT NULL REFERENCES checkin_schedule ON DELETE CASCADE,
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    admin_id INTEGER,
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL, -- of the schedule after it: the order within a second
    kind TEXT NOT NULL CHECK (kind IN (
        'created', 'edited', 'paused', 'resumed', 'deleted', 'restored', 'run_now'
    )),
    before_plan TEXT,
    after_plan TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX checkin_change_schedule ON checkin_change (schedule_id, changed_at);
CREATE INDEX checkin_change_at ON checkin_change (changed_at);

-- A row here is the claim to a due time: no second one can be made, whoever restarts.
CREATE TABLE checkin_round (
    round_id TEXT PRIMARY KEY CHECK (length(round_id) = 22),
    schedule_id TEXT NOT NULL REFERENCES checkin_schedule ON DELETE CASCADE,
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN (
        'waiting', 'open', 'closed', 'missed', 'lost', 'cancelled'
    )),
    collapsed INTEGER NOT NULL DEFAULT 0, -- due times before this one that passed unseen with it
    question_keys TEXT NOT NULL, -- joined with "+", in the order asked
    scored TEXT NOT NULL, -- likewise: those that make up the score
    nonce TEXT NOT NULL UNIQUE CHECK (length(nonce) <= 25),
    try_at INTEGER NOT NULL,
    claimed_at INTEGER, -- set while a sending may have reached Discord
    attempts INTEGER NOT NULL DEFAULT 0,
    message_id INTEGER UNIQUE,
    opened_at INTEGER,
    closes_at INTEGER,
    remind_at INTEGER,
    remind_nonce TEXT NOT NULL CHECK (length(remind_nonce) <= 25),
    remind_claimed_at INTEGER,
    eligible INTEGER,
    shown INTEGER NOT NULL DEFAULT 0 CHECK (shown IN (0, 1)), -- its message says how it ended
    notice_nonce TEXT NOT NULL CHECK (length(notice_nonce) <= 25),
    notice_claimed_at INTEGER,
    notice_id INTEGER,
    notice_done INTEGER NOT NULL DEFAULT 0 CHECK (notice_done IN (0, 1)),
    UNIQUE (schedule_id, due_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX checkin_round_try ON checkin_round (try_at)
    WHERE state <> 'open' AND (shown = 0 OR notice_done = 0);
CREATE INDEX checkin_round_closes ON checkin_round (closes_at) WHERE state = 'open';
CREATE INDEX checkin_round_remind ON checkin_round (remind_at)
    WHERE state = 'open' AND remind_at IS NOT NULL;
CREATE INDEX checkin_round_group ON checkin_round (guild_id, state);

-- What was published, and nothing finer: the counts are gone when a round closes.
CREATE TABLE checkin_result (
    round_id TEXT PRIMARY KEY CHECK (length(round_id) = 22),
    schedule_id TEXT NOT NULL,
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    series TEXT NOT NULL, -- the scored questions with their versions: trends never mix them
    answered INTEGER CHECK (answered >= 5), -- NULL: fewer than 5
    eligible INTEGER,
    band TEXT,
    score INTEGER CHECK (score BETWEEN 0 AND 100),
    low INTEGER CHECK (low BETWEEN 0 AND 100),
    high INTEGER CHECK (high BETWEEN 0 AND 100),
    questions TEXT NOT NULL -- JSON: what was published about each question
) STRICT, WITHOUT ROWID;
CREATE INDEX checkin_result_schedule ON checkin_result (schedule_id, opened_at);
CREATE INDEX checkin_result_group ON checkin_result (guild_id);

-- "You said, we did": public words of the team about a round, shown when the next one opens.
CREATE TABLE checkin_act (
    round_id TEXT PRIMARY KEY REFERENCES checkin_result ON DELETE CASCADE,
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('did', 'no_change')),
    public_words TEXT NOT NULL,
    noted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The group's own questions. A changed wording is a new version; the old one stays for old results.
CREATE TABLE checkin_question (
    question_id TEXT NOT NULL CHECK (length(question_id) = 22),
    version INTEGER NOT NULL,
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    public_words TEXT NOT NULL,
    live INTEGER NOT NULL CHECK (live IN (0, 1)),
    added_at INTEGER NOT NULL,
    PRIMARY KEY (question_id, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX checkin_question_group ON checkin_question (guild_id, live);

-- A signal of a trend, told to the care team once.
CREATE TABLE checkin_signal (
    round_id TEXT NOT NULL REFERENCES checkin_result ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('score', 'answering')),
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    nonce TEXT NOT NULL UNIQUE CHECK (length(nonce) <= 25),
    try_at INTEGER NOT NULL,
    claimed_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1)),
    PRIMARY KEY (round_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX checkin_signal_due ON checkin_signal (try_at) WHERE done = 0;
