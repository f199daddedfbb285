import copy
import dataclasses
import json
import os
import pickle
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.config import SETTINGS, Settings, load_env
from bot.core.secret import ConfigError, Secret, root_secret

ROOT = Path(__file__).parents[2]
TOKEN = "MTE4MDAwMDAwMDAwMDAwMDAwMA.GaBcDe." + "x1Y2z3_-" * 5
HEX = "0123456789abcdef" * 4


def faults_of(values: dict[str, str], *, need_token: bool = False) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        Settings.from_env(values, need_token=need_token)
    return caught.value.faults


def in_folder(folder: Path, **values: str) -> Settings:
    return Settings.from_env({"HAVEN_DATA_DIR": str(folder)} | values, need_token=False)


def root_of(
    settings: Settings, *, random: Callable[[int], bytes] = os.urandom
) -> tuple[bytes, bool]:
    return root_secret(settings.secret, settings.data_dir, random=random)


def fixed_random(count: int) -> bytes:
    return bytes(range(count))


def test_only_a_token_is_needed() -> None:
    settings = Settings.from_env({"DISCORD_TOKEN": f" {TOKEN}\n"})

    assert settings == Settings(
        token=Secret(TOKEN),
        secret=None,
        data_dir=Path("data/runtime"),
        message_content=False,
        log_level="INFO",
        log_format="json",
        api_url="https://discord.com/api/v10",
    )


def test_an_empty_variable_counts_as_absent() -> None:
    empty = {setting.name: " " for setting in SETTINGS}

    assert Settings.from_env(empty, need_token=False) == Settings.from_env({}, need_token=False)


def test_every_fault_is_named_at_once() -> None:
    values = {
        "DISCORD_TOKEN": "Bot abc",
        "HAVEN_SECRET": "abc",
        "HAVEN_DATA_DIR": __file__,
        "HAVEN_MESSAGE_CONTENT": "maybe",
        "HAVEN_LOG_LEVEL": "TRACE",
        "HAVEN_LOG_FORMAT": "xml",
        "HAVEN_API_URL": "discord.com",
        "HAVEN_COLOUR": "blue",
    }

    faults = faults_of(values, need_token=True)

    assert [fault.split()[0] for fault in faults] == list(values)


def test_a_missing_token_is_one_fault_where_it_is_needed() -> None:
    (fault,) = faults_of({}, need_token=True)

    assert fault.startswith("DISCORD_TOKEN is missing")


@pytest.mark.parametrize(
    ("token", "says"),
    [
        (f"Bot {TOKEN}", "Leave that word out"),
        (f'"{TOKEN}"', "quotes"),
        (f"{TOKEN}'", "quotes"),
        (f"{TOKEN[:9]} {TOKEN[9:]}", "space"),
        (f"{TOKEN}\u200b", "odd character"),
        ("118000000000000000", "application id"),
        ("ab12" * 16, "public key"),
        ("A1b2C3d4" * 4, "client secret"),
        (TOKEN[:40], "too short"),
    ],
)
def test_a_wrong_token_is_explained_without_repeating_it(token: str, says: str) -> None:
    (fault,) = faults_of({"DISCORD_TOKEN": token})

    assert says in fault
    assert token not in fault


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HAVEN_SECRET", "hunter2-hunter2"),
        ("HAVEN_DATA_DIR", "~no-such-user-here/hunter2"),
        ("HAVEN_MESSAGE_CONTENT", "hunter2"),
        ("HAVEN_LOG_LEVEL", "hunter2"),
        ("HAVEN_LOG_FORMAT", "hunter2"),
        ("HAVEN_API_URL", "https://me:hunter2@discord.com/api"),
    ],
)
def test_no_fault_repeats_a_value_that_may_be_a_secret_in_the_wrong_line(
    name: str, value: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        Settings.from_env({name: value}, need_token=False)

    assert caught.value.faults[0].startswith(name)
    assert "hunter2" not in str(caught.value) + repr(caught.value)


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    token_file, secret_file = tmp_path / "token", tmp_path / "secret"
    token_file.write_text(f"{TOKEN}\n")
    secret_file.write_text(f"\ufeff{HEX}\n", encoding="utf-8")

    settings = Settings.from_env(
        {"DISCORD_TOKEN_FILE": str(token_file), "HAVEN_SECRET_FILE": str(secret_file)}
    )

    assert settings.token == Secret(TOKEN)
    assert settings.secret == Secret(HEX)


def test_a_secret_given_twice_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(
        {"DISCORD_TOKEN": TOKEN, "DISCORD_TOKEN_FILE": str(tmp_path / "none")}, need_token=True
    )

    assert faults == ("DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set. Keep one of them.",)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b" \n", "empty"),
        (b"a" * 5000, "too long"),
    ],
)
def test_a_secret_file_that_is_no_use_is_one_fault(
    tmp_path: Path, content: bytes | None, says: str
) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)

    (fault,) = faults_of({"DISCORD_TOKEN_FILE": str(path)}, need_token=True)

    assert fault.startswith("DISCORD_TOKEN_FILE")
    assert says in fault


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("HAVEN_LOGLEVEL", "HAVEN_LOG_LEVEL"),
        ("haven_data_dir", "HAVEN_DATA_DIR"),
        ("HAVEN_SECRETFILE", "HAVEN_SECRET_FILE"),
    ],
)
def test_an_unknown_name_is_a_fault_with_the_nearest_known_one(name: str, near: str) -> None:
    assert faults_of({name: "1"}) == (f"{name} is not a setting of Haven. Did you mean {near}?",)


def test_a_name_like_no_other_is_to_be_removed() -> None:
    assert faults_of({"HAVEN_QQQQQQ": "1"}) == (
        "HAVEN_QQQQQQ is not a setting of Haven. Remove it.",
    )


def test_names_of_other_programs_are_left_alone() -> None:
    assert Settings.from_env({"PATH": "/bin", "DISCORD_WEBHOOK": "x"}, need_token=False)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *[("on", True), ("TRUE", True), ("1", True), ("yes", True)],
        *[("off", False), ("False", False), ("0", False), ("no", False)],
    ],
)
def test_a_switch_is_read_from_plain_words(word: str, expected: bool) -> None:
    settings = Settings.from_env({"HAVEN_MESSAGE_CONTENT": word}, need_token=False)

    assert settings.message_content is expected


def test_level_and_format_are_read_in_any_case() -> None:
    values = {"HAVEN_LOG_LEVEL": "debug", "HAVEN_LOG_FORMAT": "TEXT"}

    settings = Settings.from_env(values, need_token=False)

    assert (settings.log_level, settings.log_format) == ("DEBUG", "text")


def test_the_data_folder_may_be_in_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/someone")

    settings = Settings.from_env({"HAVEN_DATA_DIR": "~/haven"}, need_token=False)

    assert settings.data_dir == Path("/home/someone/haven")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://discord.com/api/v10/", "https://discord.com/api/v10"),
        ("http://127.0.0.1:8080/api/v10//", "http://127.0.0.1:8080/api/v10"),
        ("http://localhost:1/api", "http://localhost:1/api"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_api_address_keeps_no_slash_at_its_end(address: str, expected: str) -> None:
    assert Settings.from_env({"HAVEN_API_URL": address}, need_token=False).api_url == expected


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("discord.com/api", "not an address"),
        ("ftp://discord.com", "not an address"),
        ("https://", "not an address"),
        ("https://[::1", "not an address"),
        ("http://localhost:99999", "not an address"),
        ("http://discord.com/api", "https://"),
        ("http://localhost.example.org", "https://"),
        ("http://0.0.0.0", "https://"),
        ("http://10.0.0.1", "https://"),
        ("https://a:b@discord.com", "password"),
        ("http://127.0.0.1@example.org", "password"),
        ("https://discord.com/api?x=1", "before any ?"),
        ("https://discord.com/api#", "before any ?"),
        ("https://discord.com/a pi", "space"),
    ],
)
def test_an_api_address_where_the_token_would_not_be_safe_is_a_fault(
    address: str, says: str
) -> None:
    (fault,) = faults_of({"HAVEN_API_URL": address})

    assert fault.startswith("HAVEN_API_URL")
    assert says in fault


def test_the_real_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(
        "\ufeffHAVEN_DATA_DIR='a ${HOME} $b'\nHAVEN_LOG_LEVEL=DEBUG\n# note\nLONE\n",
        encoding="utf-8",
    )

    assert load_env(path, {"HAVEN_LOG_LEVEL": "ERROR", "PATH": "/bin"}) == {
        "HAVEN_LOG_LEVEL": "ERROR",
        "HAVEN_DATA_DIR": "a ${HOME} $b",
        "PATH": "/bin",
    }


def test_a_missing_env_file_is_no_fault(tmp_path: Path) -> None:
    assert load_env(tmp_path / ".env", {"A": "b"}) == {"A": "b"}


def test_an_env_file_that_is_no_text_is_a_fault_without_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"DISCORD_TOKEN=hunter2\xff\n")

    with pytest.raises(ConfigError, match=r"\.env cannot be read") as caught:
        load_env(path, {})

    assert caught.value.__suppress_context__


def test_a_secret_never_shows_itself() -> None:
    secret = Secret("hunter2")
    settings = Settings.from_env({"DISCORD_TOKEN": TOKEN, "HAVEN_SECRET": HEX})

    shown = f"{secret}|{secret!r}|{secret:>40}|{secret!s}|{[secret]}"

    assert "hunter2" not in shown
    assert repr(secret) == "Secret('***')"
    assert not hasattr(secret, "__dict__")
    assert dataclasses.asdict(settings)["token"] == Secret(TOKEN)
    for text in (repr(settings), repr(dataclasses.asdict(settings)), repr(copy.copy(settings))):
        assert TOKEN not in text
        assert HEX not in text


def test_a_secret_cannot_be_pickled_hashed_or_turned_into_json() -> None:
    secret = Secret("hunter2")

    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(secret)
    with pytest.raises(TypeError, match="unhashable"):
        hash(secret)
    with pytest.raises(TypeError, match="serializable"):
        json.dumps(secret)


def test_equal_secrets_are_equal_and_differ_from_plain_text() -> None:
    assert Secret("caf\u00e9") == Secret("caf\u00e9")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"


@pytest.mark.parametrize(
    "text",
    [HEX, HEX.upper(), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "AAECAwQFBgcICQ-_" * 3],
)
def test_a_given_root_secret_is_used_and_no_file_is_made(tmp_path: Path, text: str) -> None:
    secret, made = root_of(in_folder(tmp_path, HAVEN_SECRET=text))

    assert len(secret) >= 32
    assert not made
    assert not list(tmp_path.iterdir())


def test_padding_does_not_change_a_root_secret(tmp_path: Path) -> None:
    bare = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

    secrets = {root_of(in_folder(tmp_path, HAVEN_SECRET=text))[0] for text in (bare, f"{bare}=")}

    assert secrets == {bytes(range(32))}


@pytest.mark.parametrize(
    "text",
    [
        HEX[:-1],  # would be 47 quite different bytes as base64url
        HEX[:-2],
        "0" * 64,
        "a1" * 32,
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8zz",
        "a passphrase with spaces that is long enough to have 32 bytes",
    ],
)
def test_a_root_secret_cut_short_or_typed_by_hand_is_a_fault(text: str) -> None:
    (fault,) = faults_of({"HAVEN_SECRET": text})

    assert fault.startswith("HAVEN_SECRET must be")
    assert text not in fault


def test_the_first_start_makes_a_root_secret_that_only_its_owner_can_read(tmp_path: Path) -> None:
    settings = in_folder(tmp_path / "deep" / "data")

    secret, made = root_of(settings, random=fixed_random)

    path = settings.data_dir / "haven.secret"
    assert (secret, made) == (bytes(range(32)), True)
    assert path.read_text() == f"{secret.hex()}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700
    assert [file.name for file in settings.data_dir.iterdir()] == ["haven.secret"]


def test_two_first_starts_do_not_share_a_root_secret(tmp_path: Path) -> None:
    first, second = (root_of(in_folder(tmp_path / name))[0] for name in ("a", "b"))

    assert first != second


def test_the_second_start_finds_the_same_root_secret(tmp_path: Path) -> None:
    first, _ = root_of(in_folder(tmp_path))

    assert root_of(in_folder(tmp_path)) == (first, False)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_root_secret_that_others_can_reach_is_a_fault(tmp_path: Path, mode: int) -> None:
    root_of(in_folder(tmp_path))
    (tmp_path / "haven.secret").chmod(mode)

    with pytest.raises(ConfigError, match="chmod 600"):
        root_of(in_folder(tmp_path))


@pytest.mark.parametrize("content", ["", HEX[:-1], "\x00" * 65, "caf\u00e9" * 16])
def test_a_damaged_root_secret_is_a_fault_and_is_left_as_it_is(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "haven.secret"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)

    with pytest.raises(ConfigError, match="Do not delete it lightly"):
        root_of(in_folder(tmp_path))

    assert path.read_text(encoding="utf-8") == content


def test_a_root_secret_is_never_replaced_beside_an_existing_database(tmp_path: Path) -> None:
    (tmp_path / "haven.db").touch()

    with pytest.raises(ConfigError, match=r"haven\.secret is missing"):
        root_of(in_folder(tmp_path))

    assert not (tmp_path / "haven.secret").exists()


def test_a_failed_write_leaves_no_root_secret_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("bot.core.secret.os.fsync", full_disk)
        with pytest.raises(ConfigError, match="No space left on device"):
            root_of(in_folder(tmp_path))

    assert not list(tmp_path.iterdir())


def test_a_data_folder_that_cannot_be_made_is_a_fault(tmp_path: Path) -> None:
    settings = in_folder(tmp_path / "file" / "data")
    (tmp_path / "file").touch()

    with pytest.raises(ConfigError, match="HAVEN_DATA_DIR"):
        root_of(settings)


def documented() -> dict[str, tuple[str, str]]:
    """Each commented-out line of ``.env.example``: name -> (default, the words above it)."""
    found: dict[str, tuple[str, str]] = {}
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    for block in text.split("\n\n"):
        *words, last = (line.removeprefix("#").strip() for line in block.strip().split("\n"))
        line = re.fullmatch(r"([A-Z_]+)=(.*)", last)
        if line:
            found[line[1]] = (line[2], " ".join(words))
    return found


def test_the_example_explains_every_setting_and_no_other() -> None:
    expected = {setting.name: (setting.default, setting.meaning) for setting in SETTINGS}

    assert documented() == expected


def test_the_example_changes_nothing_when_copied() -> None:
    assert load_env(ROOT / ".env.example", {}) == {}


def test_every_default_in_the_table_is_the_one_in_force() -> None:
    spelled_out = {setting.name: setting.default for setting in SETTINGS}

    assert Settings.from_env(spelled_out, need_token=False) == Settings.from_env(
        {}, need_token=False
    )


def test_only_the_secrets_themselves_are_marked_secret() -> None:
    assert {setting.name for setting in SETTINGS if setting.secret} == {
        "DISCORD_TOKEN",
        "HAVEN_SECRET",
    }
