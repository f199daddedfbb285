-- What Haven needs to know about a group before it can serve it, and what it last told Discord.
-- Settings stay in place when a channel or role is deleted: `/setup` then says what is missing.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE guild (
    guild_id INTEGER PRIMARY KEY,
    sharing_channel_id INTEGER,
    care_channel_id INTEGER,
    moderator_role_id INTEGER,
    listener_role_id INTEGER,
    vetting INTEGER NOT NULL DEFAULT 0 CHECK (vetting IN (0, 1)),
    link_days INTEGER NOT NULL DEFAULT 14 CHECK (link_days BETWEEN 0 AND 30),
    release_minutes INTEGER CHECK (release_minutes IN (0, 60, 180, 360, 720, 1440)), -- NULL: by size
    trouble TEXT, -- what last stopped Haven from posting there; NULL: nothing does
    care_trouble INTEGER NOT NULL DEFAULT 0 CHECK (care_trouble IN (0, 1)) -- cards do not arrive
) STRICT;

-- One row a change of settings, so that it can be undone. It does not say who made it: Discord's
-- own audit log is for that.
CREATE TABLE setup_change (
    change_id TEXT PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild ON DELETE CASCADE,
    changed_at INTEGER NOT NULL,
    before_json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
