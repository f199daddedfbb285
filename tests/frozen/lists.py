"""The frozen lists as files, and what each is frozen for."""

from pathlib import Path

FOLDER = Path(__file__).parent / "lists"

KEEP = "Restore it: an older version has written it where no update reaches."
DROP = (
    "If it goes on purpose, delete its line in the same commit, and say in the commit's body what "
    "becomes of what is there already."
)

LISTS: dict[str, tuple[str, str]] = {
    "columns": (
        "Tables and columns. Backups are made and looked into by people with other tools.",
        "A migration may drop or move one: delete its line in the commit that adds the migration, "
        "and give that migration a Check in tests/olddata/test_migrations.py.",
    ),
    "commands": ("Slash commands with their options, and menus: people know them by heart.", DROP),
    "contexts": ("What each seal is bound to: a record under another does not open.", KEEP),
    "custom_ids": (
        "What buttons, selects and forms are found by. Messages keep theirs for ever.",
        KEEP + " A template may take more, and every line here has to be taken still.",
    ),
    "derivations": ("HKDF's info strings: with another one, every key is another.", KEEP),
    "fields": ("Fields of forms and their values: a form may be open across an update.", DROP),
    "files": ("Names in the data folder: backups and the next start look for them.", KEEP),
    "migrations": ("Migrations as they were applied everywhere. Never edited: add one.", KEEP),
    "nonces": (
        "Which column is sent as a nonce, as it stands: what was claimed before an update is "
        "sent again after it, and Discord must know it again.",
        "A migration may move the column, with its values: change the line in the same commit.",
    ),
    "options": ("What can be picked in messages that stay in the care channel for ever.", KEEP),
    "questions": (
        "The bank of questions: results are kept by key. A changed wording is a new version.",
        KEEP,
    ),
    "settings": ("Names of environment variables: they stand in operators' files.", KEEP),
    "stored": ("Words of the code that stand in rows.", KEEP),
    "tags": ("What each tag that stands for a member is made of.", KEEP),
    "wording": (
        "Keys of the wording: rows keep some as a reason, and carers their translations.",
        DROP,
    ),
}
"""By the name of the file: what it is frozen for, and what to do where a line is missing."""


def read(name: str) -> set[str]:
    """The lines of a list."""
    lines = _path(name).read_text(encoding="utf-8").splitlines()
    return {line for line in lines if not line.startswith("# ")}


def text(name: str) -> str:
    """The file of a list, as it stands."""
    return _path(name).read_text(encoding="utf-8")


def rendered(name: str, lines: set[str]) -> str:
    """The file of a list with these lines."""
    return "\n".join([f"# {LISTS[name][0]}", *sorted(lines)]) + "\n"


def add(name: str, lines: set[str]) -> set[str]:
    """Adds to a list what it does not have; takes nothing away. Returns what was added."""
    old = read(name) if _path(name).exists() else set[str]()
    _path(name).write_text(rendered(name, old | lines), encoding="utf-8")
    return lines - old


def _path(name: str) -> Path:
    return FOLDER / f"{name}.txt"
