"""What is sealed with a case: its words, and its member, if they used their own name."""

from datetime import date, datetime

from bot.care.case import Case
from bot.core.keys import Keyring, SealBroken
from bot.core.seals import Seals, Words


class CaseSeals:
    """Seals and opens words and members of cases; makes the tags that group them."""

    def __init__(self, keys: Keyring, seals: Seals) -> None:
        self._keys = keys
        self._seals = seals

    def words(self, case_id: str, words: str, day: date) -> bytes:
        """Seal the words of a case until ``day``."""
        return self._seals.words(case_id, Words(words), day)

    def words_of(self, case: Case) -> str:
        """Return the words of a case; "" once their key is gone."""
        if case.sealed_words is None or case.words_day is None:
            return ""
        opened = self._seals.words_of(case.case_id, case.words_day, case.sealed_words)
        return opened.words if opened else ""

    def member(self, case_id: str, member_id: int, day: date) -> bytes:
        """Seal the member a case is about until ``day``."""
        return self._keys.seal(day, member_id.to_bytes(8), f"case:{case_id}")

    def member_of(self, case: Case) -> int | None:
        """Return who wrote it under their own name; None if no one did, or once the key is gone."""
        if case.sealed_member is None or case.member_day is None:
            return None
        try:
            day = datetime.fromisoformat(case.member_day).date()
            opened = self._keys.open(day, case.sealed_member, f"case:{case.case_id}")
        except SealBroken:
            return None
        return int.from_bytes(opened) if opened is not None else None

    def tag(self, guild_id: int, member_id: int) -> bytes:
        """Return the tag that stands for a member in the cases of a group."""
        return self._seals.tag("case", guild_id, "", member_id)
