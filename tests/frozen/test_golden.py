"""Recorded tags are made again to the bit, and recorded seals open, whatever became of the code."""

from collections.abc import Iterator
from hashlib import sha256
from hmac import digest
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.conduct.records import record_tag
from bot.core.keys import Keyring, SealBroken
from bot.core.seals import Seals, Words
from bot.sharing.identity_store import Authorship
from bot.talks.rules import TalkLine
from bot.talks.seals import TalkSeals
from tests.frozen import golden, lists
from tests.frozen.golden import AT, CASE, DAY, GUILD, MEMBER, POST, ROOT, ROUND, SPOKEN, TALK
from tests.frozen.listening import general

SAID = golden.recorded()
SEALED = {about: bytes.fromhex(sealed) for about, sealed in SAID["sealed"].items()}


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    """A keyring on the recorded key files."""
    return golden.keyring(tmp_path / "golden")


@pytest.mark.parametrize(("purpose", "parts"), golden.TAGS)
def test_a_tag_is_what_it_was(keys: Keyring, purpose: str, parts: tuple[str | int, ...]) -> None:
    assert keys.tag(purpose, GUILD, *parts).hex() == SAID["tags"][purpose]


@pytest.mark.parametrize(("purpose", "parts"), golden.TAGS)
def test_a_tag_is_made_as_it_is_written_down(purpose: str, parts: tuple[str | int, ...]) -> None:
    """HMAC-SHA256 over the parts, each with its length, under HKDF's key for purpose and group."""
    key = _derived(f"haven/v1/tag:{purpose}:{GUILD}", None)
    spelled = [str(part).encode() for part in parts]
    message = b"".join(len(part).to_bytes(4) + part for part in spelled)

    assert digest(key, message, sha256)[:16].hex() == SAID["tags"][purpose]


@pytest.mark.parametrize(("about", "content"), golden.SEALED)
def test_a_recorded_seal_opens(keys: Keyring, about: str, content: bytes) -> None:
    assert keys.open(DAY, SEALED[about], about) == content


@pytest.mark.parametrize(("about", "content"), golden.SEALED)
def test_a_seal_is_made_as_it_is_written_down(about: str, content: bytes) -> None:
    """AES-256-GCM under HKDF's key for the day's file; nonce first; padded to 256 bytes."""
    material = bytes.fromhex(SAID["keys"][f"{DAY.isoformat()}.key"])
    key, sealed = _derived("haven/v1/day", material), SEALED[about]
    padded = AESGCM(key).decrypt(sealed[:12], sealed[12:], about.encode())

    assert len(padded) % 256 == 0
    assert padded == content + b"\x80" + bytes(len(padded) - len(content) - 1)


def test_a_recorded_seal_opens_as_nothing_else(keys: Keyring) -> None:
    with pytest.raises(SealBroken):
        keys.open(DAY, SEALED[f"words:{POST}"], f"author:{POST}")


def test_the_seals_of_shares_open(keys: Keyring) -> None:
    seals, day = Seals(keys), DAY.isoformat()
    author = Authorship(POST, day, SEALED[f"author:{POST}"], False, 0)

    assert seals.author_of(author) == MEMBER
    assert seals.words_of(POST, day, SEALED[f"words:{POST}"]) == Words(golden.WORDS, golden.NOTE)
    assert seals.words_of(CASE, day, SEALED[f"words:{CASE}"]) == Words(SPOKEN)


def test_the_seals_of_talks_open(keys: Keyring) -> None:
    seals = TalkSeals(keys)
    line = seals.line_of(TALK, 2, True, DAY.isoformat(), SEALED[f"line:{TALK}:2"])

    assert line == TalkLine(2, True, SPOKEN, AT)
    assert len(seals.id_for(GUILD, POST, MEMBER)) == 22
    assert seals.limit_tag(GUILD, MEMBER).hex() == SAID["tags"]["limit"]


def test_what_is_sealed_today_holds_what_was_sealed_then(keys: Keyring) -> None:
    """So that the version of that day, or a restored one, can read it as well."""
    seals, talks = Seals(keys), TalkSeals(keys)
    made = {
        f"author:{POST}": seals.author(POST, MEMBER, DAY),
        f"words:{POST}": seals.words(POST, Words(golden.WORDS, golden.NOTE), DAY),
        f"words:{CASE}": seals.words(CASE, Words(SPOKEN), DAY),
        f"talk:{TALK}": talks.member(TALK, MEMBER, DAY),
        f"line:{TALK}:2": talks.line(TALK, 2, SPOKEN, AT, DAY),
    }

    for about, content in golden.SEALED:
        if about in made:
            assert keys.open(DAY, made[about], about) == content


def test_the_tags_of_the_features_are_the_recorded_ones(keys: Keyring) -> None:
    seals = Seals(keys)

    assert record_tag(keys, GUILD, MEMBER).hex() == SAID["tags"]["record"]
    for purpose, about in (("alias", POST), ("hearing", POST), ("report", POST), ("pause", "")):
        assert seals.tag(purpose, GUILD, about, MEMBER).hex() == SAID["tags"][purpose]


def test_the_key_of_an_open_round_tags_and_opens(keys: Keyring) -> None:
    key = keys.rounds.find(ROUND)

    assert key is not None
    assert key.tag(MEMBER).hex() == SAID["round"]["tag"]
    assert key.open(bytes.fromhex(SAID["round"]["sealed"])) == golden.COUNTS


def test_a_round_is_sealed_as_it_is_written_down() -> None:
    material = bytes.fromhex(SAID["keys"][f"round-{ROUND}.key"])
    sealed = bytes.fromhex(SAID["round"]["sealed"])
    tags, seal = (_derived(f"haven/v1/round-{what}", material) for what in ("tag", "seal"))

    assert digest(tags, str(MEMBER).encode(), sha256)[:16].hex() == SAID["round"]["tag"]
    opened = AESGCM(seal).decrypt(sealed[:12], sealed[12:], f"tally:{ROUND}".encode())
    assert opened == golden.COUNTS


def test_everything_that_is_sealed_or_tagged_has_a_golden_value() -> None:
    assert set(_golden_contexts()) == lists.read("contexts")
    assert {purpose for purpose, _ in golden.TAGS} == {
        line.split(" ")[0] for line in lists.read("tags")
    }


def _golden_contexts() -> Iterator[str]:
    yield from (general(about) for about in SEALED)
    yield general(f"tally:{ROUND}")


def _derived(info: str, salt: bytes | None) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info.encode()).derive(ROOT)
