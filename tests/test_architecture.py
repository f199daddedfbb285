"""The house keeps its order: who may import what, where SQL, time, chance and answers live."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.content import Content, blanks

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/**/*.py")])
HOUSE = [path for path in SOURCES if "demo" not in path.parts]
"""bot/ and cogs/, without the demo, which is a test bench of its own."""

MAY_IMPORT = {
    "ahocorasick": {"bot/screening/phrases.py"},
    "discord": {"bot/app.py", "bot/invite.py", "bot/__main__.py", "bot/discord/", "cogs/"},
    "aiohttp": {"bot/__main__.py", "bot/core/pacing.py", "bot/discord/"},
    "aiosqlite": {"bot/core/db.py"},
    "sqlite3": {
        "bot/core/db.py",
        "bot/core/sqlite/group_commit.py",
        "bot/core/sqlite/migrations.py",
        "bot/core/sqlite/opening.py",
        "bot/core/sqlite/session.py",
    },
    "apscheduler": {"bot/core/ticker.py"},
    "cryptography": {"bot/core/keys.py"},
    "dotenv": {"bot/core/config.py"},
    "matplotlib": {"bot/checkins/results/drawing.py"},
    "msgspec": {
        "bot/checkins/questions/load.py",
        "bot/core/data.py",
        "bot/core/wording.py",
        "bot/helplines/load.py",
        "bot/screening/automod.py",
        "bot/screening/engine/aims/sparing.py",
        "bot/screening/engine/aims/speech.py",
        "bot/screening/engine/dosing/medicines.py",
        "bot/screening/engine/languages/wishes.py",
        "bot/screening/engine/lexicon.py",
        "bot/screening/policy.py",
    },
    "pycld2": {"bot/screening/engine/languages/guess.py"},
    "numpy": {
        "bot/checkins/results/statistics.py",
        "bot/screening/engine/features.py",
        "bot/screening/engine/model.py",
        "bot/screening/engine/nets/",
        "bot/screening/engine/weighing/stack.py",
    },
    "simcord": set[str](),
}
"""A name that ends in / stands for everything in that folder."""
DATABASE = {
    "bot/core/db.py",
    "bot/core/sqlite/group_commit.py",
    "bot/core/sqlite/migrations.py",
    "bot/core/sqlite/opening.py",
}
"""The database itself: it speaks SQLite's own SQL, so that the stores need not."""
STORES = {
    *DATABASE,
    "bot/care/store/calls.py",
    "bot/care/store/cards.py",
    "bot/care/store/cases.py",
    "bot/care/store/clocks.py",
    "bot/care/store/counts.py",
    "bot/care/store/duty.py",
    "bot/care/store/history.py",
    "bot/care/store/people.py",
    "bot/checkins/ballots/store.py",
    "bot/checkins/questions/store.py",
    "bot/checkins/results/response_store.py",
    "bot/checkins/results/store.py",
    "bot/checkins/rounds/notice_store.py",
    "bot/checkins/rounds/store.py",
    "bot/checkins/rounds/transitions.py",
    "bot/checkins/schedules/store.py",
    "bot/conduct/alarm_store.py",
    "bot/conduct/record_store.py",
    "bot/core/facts.py",
    "bot/groups/store.py",
    "bot/helplines/store.py",
    "bot/screening/store.py",
    "bot/sharing/identity_store.py",
    "bot/sharing/store.py",
    "bot/talks/store.py",
}
"""Where SQL stands, and nowhere else."""
CHANCE_AND_TIME = {
    "bot/__main__.py": "reads the environment and the real clock and hands them over",
    "bot/app.py": "gives the pacer its stopwatch",
    "bot/services.py": "composes: a real shuffle",
    "bot/checkins/results/pictures.py": "tells matplotlib where to keep its list of fonts",
    "bot/core/delivery/engine.py": "the default of an injected parameter",
    "bot/core/ids.py": "makes real ids, handed down by bot/services.py",
    "bot/core/keys.py": "the default of an injected parameter",
    "bot/core/secret.py": "the default of an injected parameter",
    "bot/core/ticker.py": "holds APScheduler's plan against the clock it was made by",
    "bot/sharing/personal_data.py": "the default of an injected parameter",
    "bot/discord/answers.py": "a reference for the log, which stands for nothing",
}
SQL = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|PRAGMA|BEGIN|SAVEPOINT|CREATE)\s")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of an attribute or name; "" of anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def calls_in(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))


@pytest.mark.parametrize("library", sorted(MAY_IMPORT))
def test_each_library_has_one_door(library: str) -> None:
    found = {
        name_of(path)
        for path in HOUSE
        if any(module.split(".")[0] == library for module in imports_of(path))
    }

    allowed = MAY_IMPORT[library]
    strangers = {
        name
        for name in found
        if name not in allowed and not name.startswith(tuple(a for a in allowed if a[-1] == "/"))
    }
    assert strangers == set()
    assert found or not allowed


def test_sql_stands_in_stores_only() -> None:
    found = {
        name_of(path)
        for path in HOUSE
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    }

    assert found == STORES


SQLITE_ONLY = re.compile(
    r"\?\d|strftime|julianday|datetime\(|\bglob\b|\browid\b|insert or |replace into|ifnull"
    r"|json_|group_concat|total_changes|last_insert",
    re.IGNORECASE,
)


def test_stores_speak_sql_that_another_database_understands() -> None:
    """``$1`` parameters, integer seconds, ``ON CONFLICT``: a group may outgrow one machine."""
    found = {
        (name, node.value)
        for name in STORES - DATABASE
        for node in ast.walk(tree_of(ROOT / name))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.search(r"\b(SELECT|INSERT|UPDATE|DELETE|WHERE)\b", node.value)
        if SQLITE_ONLY.search(node.value)
    }

    assert found == set()


def test_cogs_reach_stores_and_keys_only_through_services() -> None:
    stores = {name.removesuffix(".py").replace("/", ".") for name in STORES}
    closed = {*stores, "bot.core.keys", "bot.core.secret", "bot.services"}
    closed |= {"bot.checkins.ballots.box", "bot.core.seals.Seals"}
    found = {
        (name_of(path), module)
        for path in HOUSE
        if name_of(path).startswith("cogs/")
        for module in imports_of(path)
        if any(f"{module}.".startswith(f"{one}.") for one in closed)
    }

    assert found == set()


def test_no_feature_imports_the_composition_of_all_content() -> None:
    """A feature is handed the wording, and reads its own file of ``data/``."""
    found = {
        name_of(path)
        for path in HOUSE
        if any(f"{module}.".startswith("bot.content.") for module in imports_of(path))
    }

    assert found == {"bot/__main__.py", "bot/app.py", "bot/services.py"}


def test_features_do_not_know_the_edge() -> None:
    features = tuple(
        f"bot/{folder}/"
        for folder in (
            *("care", "checkins", "conduct", "core", "groups", "helplines", "privacy"),
            *("screening", "sharing", "talks"),
        )
    )
    found = {
        (name_of(path), module)
        for path in HOUSE
        if name_of(path).startswith(features)
        for module in imports_of(path)
        if module.startswith(("cogs.", "bot.app", "bot.discord.", "bot.services"))
    }

    assert found == set()


def test_the_edge_knows_no_feature() -> None:
    """Of what is not core, the edge names one type: the services."""
    known = ("bot.core.", "bot.discord.", "bot.services.Services")
    found = {
        (name_of(path), module)
        for path in HOUSE
        if name_of(path).startswith("bot/discord/")
        for module in imports_of(path)
        if module.startswith(("bot.", "cogs.")) and not module.startswith(known)
    }

    assert found == set()


DRAFTING = (
    *("compose", "compose_form", "draft_buttons", "drafts", "fork"),
    *("preview", "reasons", "receipt"),
)
MEMBER_SIDE = {
    *("cogs.gateway_events", "cogs.my", "cogs.privacy"),
    "cogs.checkins.answer",
    *("cogs.conduct.flag", "cogs.conduct.record"),
    "cogs.helplines.support",
    *(
        "cogs.sharing.appeals",
        "cogs.sharing.drafting.compose",
        "cogs.sharing.drafting.compose_form",
    ),
    *(
        "cogs.sharing.drafting.draft_buttons",
        "cogs.sharing.drafting.drafts",
        "cogs.sharing.drafting.fork",
    ),
    *("cogs.sharing.member_names", "cogs.sharing.my_posts", "cogs.sharing.posts"),
    *(
        "cogs.sharing.drafting.preview",
        "cogs.sharing.drafting.reasons",
        "cogs.sharing.drafting.receipt",
    ),
    *("cogs.talks.command", "cogs.talks.member_side"),
}
TEAM_SIDE = (
    *("cogs.setup", "cogs.care.", "cogs.screening.", "cogs.checkins.", "cogs.helplines.admin"),
    *("cogs.conduct.sanctions", "cogs.conduct.steps", "cogs.talks.care_side"),
    *("cogs.sharing.decisions", "cogs.sharing.pauses"),
)
COMPOSITION = {
    *("cogs.gateway", "cogs.loading", "cogs.checkins.group", "cogs.checkins.delivery"),
    *("cogs.care.delivery", "cogs.sharing.delivery", "cogs.talks.delivery"),
}
"""They send or register what both sides show, and only the composition imports them."""
SHARED = {
    *("cogs.render", "cogs.checkins.render", "cogs.checkins.sending"),
    *("cogs.conduct.automod_events", "cogs.conduct.messages", "cogs.conduct.places"),
    *("cogs.helplines.country", "cogs.permission"),
    *("cogs.sharing.counts", "cogs.sharing.find_post", "cogs.sharing.post_render"),
    *("cogs.talks.refusals", "cogs.talks.render"),
}
"""What either side may import: it holds no command, button or form."""


def _side(module: str) -> str:
    for side, modules in (
        ("members", MEMBER_SIDE),
        ("composition", COMPOSITION),
        ("shared", SHARED),
    ):
        if module in modules:
            return side
    return "team" if module.startswith(TEAM_SIDE) else "nowhere"


def _cogs() -> Iterator[tuple[Path, str]]:
    for path in HOUSE:
        if name_of(path).startswith("cogs/") and path.name != "__init__.py":
            yield path, name_of(path).removesuffix(".py").replace("/", ".")


def _modules_of(path: Path) -> set[str]:
    """The cogs that a file imports, by module."""
    known = {module for _, module in _cogs()}
    found = {part for name in imports_of(path) for part in (name, name.rpartition(".")[0])}
    return found & known


def test_members_and_the_care_team_do_not_import_each_others_commands() -> None:
    """Nor through what they share; a slip there would put the team's buttons before a member."""
    may_import = {
        "members": {"members", "shared"},
        "team": {"team", "shared"},
        "shared": {"shared"},
        "composition": {"members", "team", "shared", "composition"},
    }
    found = {
        (module, other)
        for path, module in _cogs()
        for other in _modules_of(path)
        if _side(other) not in may_import[_side(module)]
    }

    assert found == set()


def test_every_command_button_and_form_has_a_side() -> None:
    uses = re.compile(r"class \w+\((?:Button|Picker|Modal|WordsModal)\b|app_commands\.command\(")
    found = {
        module
        for path, module in _cogs()
        if _side(module) == "shared" and uses.search(path.read_text(encoding="utf-8"))
        if module != "cogs.talks.render"  # a base, which no one can open
    }

    assert found == set()
    assert [module for _, module in _cogs() if _side(module) == "nowhere"] == []


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    longer = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in HOUSE
        if name_of(path).startswith(("bot/discord/", "cogs/"))
    }

    assert {name: lines for name, lines in longer.items() if lines > 300} == {}


def test_cogs_are_composed_at_the_top_of_a_module() -> None:
    """An import inside a function hides a circle."""
    found = {
        name_of(path)
        for path in HOUSE
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cogs")
    }

    assert found == set()


PURE_ROOMS = ("care", "checkins", "core", "helplines", "screening", "sharing")
"""Whose modules something pure may import: they are looked at as well."""


@pytest.mark.parametrize(
    "name",
    [
        "bot/sharing/rules.py",
        "bot/groups/rules.py",
        "bot/checkins/rules.py",
        "bot/checkins/schedules/recurrence.py",
        "bot/checkins/schedules/date_input.py",
        "bot/checkins/questions/bank.py",
        "bot/checkins/schedules/plans.py",
        "bot/checkins/ballots/tally.py",
        "bot/checkins/results/disclosure.py",
        "bot/checkins/results/publication.py",
        "bot/checkins/results/trend.py",
        "bot/checkins/results/history.py",
        "bot/checkins/results/chart.py",
        "bot/checkins/results/export.py",
        "bot/helplines/rules.py",
        "bot/helplines/form.py",
        "bot/helplines/check.py",
        "bot/core/text.py",
        "bot/sharing/preview/mirror.py",
        "bot/sharing/preview/identifiers.py",
        "bot/screening/decide.py",
        "bot/care/actions.py",
        "bot/care/case.py",
        "bot/care/counts.py",
        "bot/care/ladder.py",
        "bot/conduct/sanctions.py",
        "bot/talks/rules.py",
        "bot/screening/verdict.py",
    ],
)
def test_what_is_true_is_pure(name: str) -> None:
    impure = {"os", "random", "secrets", "time", "asyncio", "logging", "pathlib"}
    for module in imports_of(ROOT / name):
        top = module.split(".")[0]

        assert top not in impure
        assert top in sys.stdlib_module_names or module.startswith(
            tuple(f"bot.{room}." for room in PURE_ROOMS)
        )


def test_time_chance_and_environment_are_handed_in() -> None:
    sources = re.compile(
        r"(datetime\.(now|utcnow|today)|date\.today|time\.\w+|os\.(urandom|environ|getenv)"
        r"|random\.\w+|secrets\.\w+|SystemRandom|uuid\.\w+)$"
    )
    found = {
        name_of(path)
        for path in HOUSE
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute | ast.Name) and sources.match(dotted(node))
    }

    assert found == set(CHANCE_AND_TIME)


def test_what_a_checker_is_told_to_overlook_has_a_reason() -> None:
    bare = re.compile(r"# (?:type: ignore|pyright: ignore|noqa)(?:[:\[][\w\[\], :-]*?)?\s*$")
    found = {
        f"{name_of(path)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (told := bare.search(line)) and " - " not in told.group()
    }

    assert found == set()


def test_nobody_looks_up_cogs_or_keeps_globals() -> None:
    for path in HOUSE:
        text = path.read_text(encoding="utf-8")

        assert "get_cog" not in text
        assert not re.search(r"^\s+global ", text, re.MULTILINE)


def test_every_answer_goes_through_the_one_private_door() -> None:
    """An answer to an interaction bears the name of who pressed: it must never be public."""
    answering = re.compile(r".*(response\.send_message|followup\.send)$")
    found = [
        (name_of(path), [k.value for k in call.keywords if k.arg == "ephemeral"])
        for path in HOUSE
        for call in calls_in(path)
        if answering.match(dotted(call.func))
    ]

    assert {name for name, _ in found} == {"bot/discord/answers.py"}
    for _, private in found:
        assert [isinstance(value, ast.Constant) and value.value for value in private] == [True]


def test_no_test_waits_by_the_wall_clock() -> None:
    waiting = {"asyncio.sleep", "time.sleep", "sleep"}
    found = {
        name_of(path)
        for path in ROOT.glob("tests/**/*.py")
        for call in calls_in(path)
        if dotted(call.func) in waiting and not _is_zero(call)
    }

    assert found == set()


def _is_zero(call: ast.Call) -> bool:
    """``sleep(0)`` lets others run and waits for nothing."""
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Constant) and first.value == 0


def _literals() -> set[str]:
    return {
        node.value
        for path in HOUSE
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _wordings() -> Iterator[tuple[str, ast.expr, ast.Call]]:
    for path in HOUSE:
        for call in calls_in(path):
            if dotted(call.func).split(".")[-1] in ("say", "say_", "follow_up") and call.args:
                # say(key, ...) of Content, or say(interaction, key, ...) of the boundary.
                key = call.args[1] if len(call.args) > 1 else call.args[0]
                yield name_of(path), key, call


def _pattern(key: ast.expr) -> str:
    """A regular expression for the keys that an expression can be."""
    if isinstance(key, ast.Constant):
        return re.escape(str(key.value))
    if isinstance(key, ast.JoinedStr):
        return "".join(_pattern(part) for part in key.values)
    if isinstance(key, ast.IfExp):
        return f"(?:{_pattern(key.body)}|{_pattern(key.orelse)})"
    return r"\w*"


def test_every_wording_that_is_said_exists_with_its_blanks_filled(content: Content) -> None:
    own = {"view", "embeds", "key"}
    literals = _literals()
    for name, key, call in _wordings():
        pattern = _pattern(key)
        if not re.search(r"[a-z]", pattern.replace(r"\w*", "")):
            continue  # a variable: its values are found where they are written
        matching = [known for known in content.wording if re.fullmatch(pattern, known)]
        given = {keyword.arg for keyword in call.keywords if keyword.arg} - own

        assert matching, f"{name}: no wording for {pattern}"
        if not isinstance(key, ast.Constant):
            # "care.{outcome}" also fits keys that are said by their full name elsewhere.
            matching = [known for known in matching if known not in literals]
        for known in matching:
            assert blanks(content.wording[known]) <= given, f"{name}: {known}"


def test_every_wording_is_used(content: Content) -> None:
    parts: list[str] = []
    for path in HOUSE:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                parts.append(re.escape(node.value))
            elif isinstance(node, ast.JoinedStr):
                pattern = _pattern(node)
                if "." in pattern.replace(r"\w*", "") and re.match(r"[a-z]", pattern):
                    parts.append(pattern)
    used = re.compile("|".join(f"(?:{part})" for part in sorted(set(parts)) if part))

    assert [key for key in content.wording if not used.fullmatch(key)] == []


@pytest.mark.parametrize(
    ("keys", "most"),
    [
        (("compose.words", "compose.reply_words", "compose.note", "compose.help"), 45),
        (("compose.when", "report.why", "report.more"), 45),
        (("compose.words_hint", "compose.note_hint", "compose.when_hint"), 100),
        (("report.private_note",), 100),
        (("compose.when_now", "compose.when_window", "post.by_author"), 100),
    ],
)
def test_wording_fits_where_discord_shows_it(
    content: Content, keys: tuple[str, ...], most: int
) -> None:
    """Labels of a form take 45 characters, descriptions and options 100 (Discord's limits)."""
    assert {
        key: len(content.wording[key]) for key in keys if len(content.wording[key]) > most
    } == {}


def test_what_stands_in_a_menu_fits_there(content: Content) -> None:
    menus = re.compile(
        r"reason\.\w+_short|report\.(worried|unkind|private|other)|compose\.help_\w+|my\.state_\w+"
    )
    found = {key: len(text) for key, text in content.wording.items() if menus.fullmatch(key)}

    assert len(found) >= 20
    assert max(found.values()) <= 100
