"""The parts of the database: opening, migrations, group commit, one session of work. SQL."""
