"""Keys: what is sealed opens for the right row until its day, and never for anything else."""

import os
import stat
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.keys import DESTROYED, NONCE_BYTES, PADDING, TAG_BYTES, Keyring, SealBroken
from tests.conftest import ROOT

DAY, NEXT = date(2026, 11, 16), date(2026, 11, 17)


def _counting() -> Callable[[int], bytes]:
    numbers = count(1)
    return lambda size: next(numbers).to_bytes(size)


def test_what_is_sealed_opens_for_its_own_row(keys: Keyring) -> None:
    sealed = keys.seal(DAY, "grüße".encode(), "words:a")

    assert keys.open(DAY, sealed, "words:a") == "grüße".encode()
    assert "grüße".encode() not in sealed


@pytest.mark.parametrize("content", [b"", b"\x80", b"\x80\x00\x00", b"x" * PADDING, b"\x00" * 300])
def test_content_that_looks_like_padding_comes_back_as_it_was(
    keys: Keyring, content: bytes
) -> None:
    assert keys.open(DAY, keys.seal(DAY, content, "a"), "a") == content


def test_a_record_moved_to_another_row_does_not_open(keys: Keyring) -> None:
    sealed = keys.seal(DAY, b"x", "words:a")

    with pytest.raises(SealBroken):
        keys.open(DAY, sealed, "words:b")


def test_a_record_moved_to_another_day_does_not_open(keys: Keyring) -> None:
    sealed = keys.seal(DAY, b"x", "a")
    keys.seal(NEXT, b"y", "a")

    with pytest.raises(SealBroken):
        keys.open(NEXT, sealed, "a")


@pytest.mark.parametrize("place", [0, NONCE_BYTES, -1])
def test_a_record_with_one_altered_bit_does_not_open(keys: Keyring, place: int) -> None:
    altered = bytearray(keys.seal(DAY, b"x", "a"))
    altered[place] ^= 1

    with pytest.raises(SealBroken):
        keys.open(DAY, bytes(altered), "a")


def test_the_same_words_sealed_twice_look_different(keys: Keyring) -> None:
    assert keys.seal(DAY, b"x", "a") != keys.seal(DAY, b"x", "a")


def test_a_length_cannot_be_read_from_a_record(keys: Keyring) -> None:
    sizes = {len(keys.seal(DAY, b"x" * n, "a")) for n in range(PADDING)}

    assert sizes == {NONCE_BYTES + PADDING + 16}
    assert len(keys.seal(DAY, b"x" * PADDING, "a")) == NONCE_BYTES + 2 * PADDING + 16


def test_a_destroyed_key_opens_nothing_and_leaves_no_file(tmp_path: Path) -> None:
    keys = Keyring(ROOT, tmp_path / "keys")
    sealed, later = keys.seal(DAY, b"x", "a"), keys.seal(NEXT, b"y", "a")
    gone = keys.destroy_until(DAY)

    assert gone == 1
    assert keys.open(DAY, sealed, "a") is None
    assert keys.open(NEXT, later, "a") == b"y"
    assert [path.name for path in (tmp_path / "keys").iterdir()] == [f"{NEXT}.key"]


def test_a_key_is_overwritten_before_its_file_is_removed(tmp_path: Path) -> None:
    keys = Keyring(ROOT, tmp_path / "keys")
    keys.seal(DAY, b"x", "a")
    path = tmp_path / "keys" / f"{DAY}.key"
    material = path.read_bytes()
    (tmp_path / "second-name").hardlink_to(path)  # what is left on the disk of an unlinked file
    keys.destroy_until(DAY)

    assert (tmp_path / "second-name").read_bytes() != material


def _cut_short(path: Path) -> None:
    """As if the process had died after overwriting a key and before removing its file."""
    path.write_bytes(DESTROYED)


def test_a_key_whose_destruction_was_cut_short_is_gone_and_is_removed_later(
    tmp_path: Path,
) -> None:
    sealed = Keyring(ROOT, tmp_path / "keys").seal(DAY, b"x", "a")
    _cut_short(tmp_path / "keys" / f"{DAY}.key")
    keys = Keyring(ROOT, tmp_path / "keys")

    assert keys.open(DAY, sealed, "a") is None
    assert keys.destroy_until(DAY) == 1
    assert list((tmp_path / "keys").iterdir()) == []


def test_a_key_is_on_the_disk_before_it_is_used_and_its_end_before_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut a count must not be there without its key, nor a key that was destroyed."""
    synced: list[tuple[str, bool]] = []
    folder = tmp_path / "keys"

    def note(handle: int) -> None:
        number = os.fstat(handle).st_ino
        [target] = [p for p in (folder, *folder.iterdir()) if p.stat().st_ino == number]
        synced.append((target.suffix, target.is_file() and target.read_bytes() == DESTROYED))

    monkeypatch.setattr(os, "fsync", note)
    keys = Keyring(ROOT, folder)
    keys.rounds.make(ROUND)
    keys.rounds.destroy([ROUND])

    making, destroying = [(".new", False), ("", False)], [(".key", True), ("", False)]
    assert synced == making + destroying


def test_a_foreign_file_among_the_keys_does_not_stop_their_destruction(tmp_path: Path) -> None:
    keys = Keyring(ROOT, tmp_path / "keys")
    keys.seal(DAY, b"x", "a")
    (tmp_path / "keys" / f"._{DAY}.key").write_bytes(b"left by another system")

    assert keys.destroy_until(DAY) == 1


def test_a_key_file_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    Keyring(ROOT, tmp_path / "keys").seal(DAY, b"x", "a")
    folder = tmp_path / "keys"

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


def test_a_new_process_with_both_halves_opens_what_was_sealed(tmp_path: Path) -> None:
    sealed = Keyring(ROOT, tmp_path / "keys").seal(DAY, b"x", "a")

    assert Keyring(ROOT, tmp_path / "keys").open(DAY, sealed, "a") == b"x"


def test_the_key_folder_without_the_root_secret_opens_nothing(tmp_path: Path) -> None:
    sealed = Keyring(ROOT, tmp_path / "keys").seal(DAY, b"x", "a")

    with pytest.raises(SealBroken):
        Keyring(ROOT[::-1], tmp_path / "keys").open(DAY, sealed, "a")


def test_the_root_secret_without_the_key_folder_opens_nothing(tmp_path: Path) -> None:
    sealed = Keyring(ROOT, tmp_path / "keys").seal(DAY, b"x", "a")

    assert Keyring(ROOT, tmp_path / "elsewhere").open(DAY, sealed, "a") is None


def test_a_shortened_key_file_is_said_to_be_broken(tmp_path: Path) -> None:
    sealed = Keyring(ROOT, tmp_path / "keys").seal(DAY, b"x", "a")
    (tmp_path / "keys" / f"{DAY}.key").write_bytes(b"short")

    with pytest.raises(SealBroken):
        Keyring(ROOT, tmp_path / "keys").open(DAY, sealed, "a")


def test_a_key_half_written_by_a_crash_is_made_anew(tmp_path: Path) -> None:
    keys = Keyring(ROOT, tmp_path / "keys")
    (tmp_path / "keys" / f"{DAY}.new").write_bytes(b"half")
    sealed = keys.seal(DAY, b"x", "a")

    assert Keyring(ROOT, tmp_path / "keys").open(DAY, sealed, "a") == b"x"


def test_keys_and_nonces_come_from_the_randomness_that_was_handed_in(tmp_path: Path) -> None:
    one = Keyring(ROOT, tmp_path / "one", random=_counting()).seal(DAY, b"x", "a")
    two = Keyring(ROOT, tmp_path / "two", random=_counting()).seal(DAY, b"x", "a")

    assert one == two


def test_a_short_root_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="shorter than 32"):
        Keyring(b"short", tmp_path)


def test_a_tag_is_the_same_each_time_and_other_for_each_purpose_group_and_thing(
    keys: Keyring,
) -> None:
    tags = [
        keys.tag("alias", 1, "a", 7),
        keys.tag("hearing", 1, "a", 7),
        keys.tag("alias", 2, "a", 7),
        keys.tag("alias", 1, "b", 7),
        keys.tag("alias", 1, "a", 8),
    ]

    assert len(set(tags)) == len(tags)
    assert {len(tag) for tag in tags} == {TAG_BYTES}
    assert keys.tag("alias", 1, "a", 7) == tags[0]


def test_tags_of_another_root_secret_are_others(tmp_path: Path) -> None:
    assert Keyring(ROOT, tmp_path).tag("a", 1, 2) != Keyring(ROOT[::-1], tmp_path).tag("a", 1, 2)


_PART = st.text("ab\x00:1", max_size=3)
_CALL = st.tuples(_PART, st.integers(0, 12), st.lists(_PART, max_size=3))
_RING = Keyring(ROOT, Path(__file__).parent)


@given(one=_CALL, other=_CALL)
def test_no_two_lists_of_parts_have_one_tag(
    one: tuple[str, int, list[str]], other: tuple[str, int, list[str]]
) -> None:
    tags = [_RING.tag(purpose, guild, *parts) for purpose, guild, parts in (one, other)]

    assert (tags[0] == tags[1]) == (one == other)


def test_parts_with_the_old_separator_in_them_do_not_collide(keys: Keyring) -> None:
    assert keys.tag("p", 1, "a\x00b") != keys.tag("p", 1, "a", "b")
    assert keys.tag("p", 1, "ab", "c") != keys.tag("p", 1, "a", "bc")


ROUND, OTHER = "r" * 22, "-_" * 11


def test_a_round_has_no_key_before_it_is_made(keys: Keyring) -> None:
    assert keys.rounds.find(ROUND) is None
    assert keys.rounds.stored() == set()


def test_a_round_key_opens_what_it_sealed_in_a_new_process_as_well(tmp_path: Path) -> None:
    sealed = Keyring(ROOT, tmp_path).rounds.make(ROUND).seal(b"counts")
    key = Keyring(ROOT, tmp_path).rounds.find(ROUND)

    assert key is not None
    assert key.open(sealed) == b"counts"
    assert b"counts" not in sealed


def test_making_a_round_key_again_keeps_the_one_there_is(tmp_path: Path) -> None:
    tags = {Keyring(ROOT, tmp_path).rounds.make(ROUND).tag(7) for _ in range(3)}

    assert len(tags) == 1


def test_what_one_round_sealed_does_not_open_for_another_even_with_the_same_key(
    tmp_path: Path,
) -> None:
    rounds = Keyring(ROOT, tmp_path, random=lambda size: b"k" * size).rounds
    sealed = rounds.make(ROUND).seal(b"counts")

    with pytest.raises(SealBroken):
        rounds.make(OTHER).open(sealed)


@pytest.mark.parametrize("place", [0, NONCE_BYTES, -1])
def test_a_sealed_tally_with_one_altered_bit_does_not_open(keys: Keyring, place: int) -> None:
    key = keys.rounds.make(ROUND)
    altered = bytearray(key.seal(b"counts"))
    altered[place] ^= 1

    with pytest.raises(SealBroken):
        key.open(bytes(altered))


def test_a_member_has_one_tag_in_a_round_and_another_in_each_other(keys: Keyring) -> None:
    one, other = keys.rounds.make(ROUND), keys.rounds.make(OTHER)
    tags = [one.tag(7), one.tag(8), other.tag(7), other.tag(8)]

    assert len(set(tags)) == 4
    assert {len(tag) for tag in tags} == {TAG_BYTES}
    assert one.tag(7) == tags[0]


def test_a_round_key_needs_both_its_file_and_the_root_secret(tmp_path: Path) -> None:
    key = Keyring(ROOT, tmp_path / "keys").rounds.make(ROUND)
    sealed = key.seal(b"counts")
    thief = Keyring(ROOT[::-1], tmp_path / "keys").rounds.find(ROUND)

    assert thief is not None
    assert thief.tag(7) != key.tag(7)
    with pytest.raises(SealBroken):
        thief.open(sealed)
    assert Keyring(ROOT, tmp_path / "elsewhere").rounds.find(ROUND) is None


def test_a_destroyed_round_key_leaves_no_file_and_no_other_is_touched(tmp_path: Path) -> None:
    rounds = Keyring(ROOT, tmp_path / "keys").rounds
    rounds.make(ROUND)
    rounds.make(OTHER)
    path = tmp_path / "keys" / f"round-{ROUND}.key"
    (tmp_path / "second-name").hardlink_to(path)  # what is left on the disk of an unlinked file
    rounds.destroy([ROUND, ROUND])
    rounds.destroy([ROUND])

    assert rounds.find(ROUND) is None
    assert rounds.stored() == {OTHER}
    assert (tmp_path / "second-name").read_bytes() == DESTROYED
    assert [path.name for path in (tmp_path / "keys").iterdir()] == [f"round-{OTHER}.key"]


def test_a_round_key_whose_destruction_was_cut_short_is_gone_and_can_be_finished(
    tmp_path: Path,
) -> None:
    Keyring(ROOT, tmp_path).rounds.make(ROUND)
    _cut_short(tmp_path / f"round-{ROUND}.key")
    rounds = Keyring(ROOT, tmp_path).rounds

    assert rounds.find(ROUND) is None
    assert rounds.stored() == {ROUND}
    rounds.destroy(rounds.stored())
    assert list(tmp_path.iterdir()) == []


def test_day_keys_and_round_keys_do_not_take_each_other_for_their_own(keys: Keyring) -> None:
    keys.seal(DAY, b"x", "a")
    key = keys.rounds.make(ROUND)

    assert keys.rounds.stored() == {ROUND}
    assert keys.destroy_until(DAY) == 1
    assert keys.rounds.find(ROUND) is key


def test_a_round_key_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    Keyring(ROOT, tmp_path / "keys").rounds.make(ROUND)

    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()]
    assert modes == [0o600]


@pytest.mark.parametrize("bad", ["", "r" * 21, "r" * 23, "../" + "r" * 19, "r" * 22 + "\n"])
def test_a_round_id_that_could_lead_out_of_the_folder_is_refused(keys: Keyring, bad: str) -> None:
    with pytest.raises(ValueError, match="not a round id"):
        keys.rounds.make(bad)
    with pytest.raises(ValueError, match="not a round id"):
        keys.rounds.destroy([bad])
