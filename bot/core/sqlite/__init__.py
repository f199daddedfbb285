"""What the database is made of: opening, migrations, group commit, one session of work. SQL."""
