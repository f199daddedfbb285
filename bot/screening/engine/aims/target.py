"""Decides whom a hard word is meant for: its author, a voice, a person who is absent, a member.

Pure. It looks at the sentence around a match: the nearest subject and its verb, quotation, who
speaks (``my mum: ...``, ``my head goes ...``), and the address.

- What the author says of themselves or repeats from others is pain. It is no attack.
- Where the text leaves it open, it counts as meant for a member, unless it is about its author.
- The cost is bounded: only the words of one sentence before and after a match are read.
"""

import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from bot.screening.engine.aims.speech import AimsFile, Speech, sentence_before
from bot.screening.engine.normalise import View
from bot.screening.engine.pieces import STOP

_STOP = f" {STOP} "
_SUBJECT = 5
_EXCLAIMED = 6
_PASSIVE = frozenset(("been", "being", "was", "got", "get", "getting", "be", "im", "were"))
_DONE_TO = frozenset(("to", "hurt", "hurts", "treat", "treats", "treated"))
_YOUR = frozenset(("your", "ur"))
_UNLIKE_YOU = frozenset(("arent", "werent", "didnt", "dont", "deserve", "deserved", "never"))
_NOT = frozenset(("not", "never", "arent", "werent", "isnt", "aint"))
_NAMED = frozenset(("called", "labelled", "labeled", "named"))
_MAY = frozenset(("can", "could", "should", "may", "must"))
_UNSAID = frozenset(("feel", "felt", "feeling", "am", "feels", "looking"))
"""Verbs before which people leave out an "I"."""
_MENTION = re.compile(r"(?<![\w.+-])@\w")

_OWN_AFTER = re.compile(
    r" (?:that |(?:thats|that is|is) (?:all|what|everything) )?"
    r"(?:i am|i was|i can be|i have been|ive been|ive become|am i|ive ever been|ill ever be) "
)


class Target(Enum):
    """For whom a hard word is meant."""

    SELF = "self"
    VOICE = "voice"
    """It is repeated: what a voice says, or a person who is not the author."""
    ABSENT = "absent"
    """It is said of a person or thing that is not addressed."""
    MEMBER = "member"
    """A person is addressed, or nothing says otherwise."""


@dataclass(frozen=True)
class Aims:
    """Finds targets with the words of ``aims.toml``. Keeps nothing of a text."""

    words: AimsFile

    @cached_property
    def _speech(self) -> Speech:
        return Speech(self.words)

    def target(self, view: View, first: int, last: int) -> Target:
        """Return for whom the match at ``view.text[first:last]`` is meant."""
        before = sentence_before(view.text, first)
        after = view.text[last - 1 : last + 120]
        if self._speech.repeated(view, first, last):
            return Target.VOICE
        inside = view.text[first:last].split()
        if not self.words.second.isdisjoint(inside):
            return Target.MEMBER
        described = Target.SELF if _OWN_AFTER.match(after) else self._described(before, inside)
        if described is not None:
            return described
        if self.addresses(view):
            return Target.MEMBER
        return Target.SELF if self._alone(view, before, inside) else Target.MEMBER

    def _alone(self, view: View, before: list[str], inside: list[str]) -> bool:
        """Return whether an insult without a subject stands in its author's own story."""
        many = inside[-1].endswith("s") and not inside[-1].endswith("ss")
        if many or not self.words.fillers.issuperset(before):
            return False
        return any(token.text in self.words.first for token in view.tokens if not token.quoted)

    def addresses(self, view: View) -> bool:
        """Return whether the author speaks to a person, beyond what the text repeats."""
        if "<@" in view.folded.text or _MENTION.search(view.folded.text):
            return True
        for token, place in zip(view.tokens, view.places, strict=True):
            if token.text not in self.words.second or token.quoted:
                continue
            if not self._speech.repeated(view, place, view.text.find(" ", place + 1) + 1):
                return True
        return False

    def repeats(self, view: View) -> bool:
        """Return whether a "you" of the text is what another person or a voice said."""
        return any(
            token.text in self.words.second
            and (
                token.quoted
                or self._speech.repeated(view, place, view.text.find(" ", place + 1) + 1)
            )
            for token, place in zip(view.tokens, view.places, strict=True)
        )

    def describes_author(self, view: View) -> bool:
        """Return whether the text says what its author is, or calls them that in passing."""
        found = {token.text for token in view.tokens if not token.quoted}
        own = not found.isdisjoint(self.words.first) and found.isdisjoint(self.words.third)
        for sentence in view.text.split(_STOP):
            words = sentence.split()
            if own and words and len(words) <= _EXCLAIMED and words[0] in self.words.fillers:
                return True
            for place in range(len(words), 0, -1):
                if self._link(words, place - 1) is Target.SELF:
                    return True
        return False

    def sides_with(self, view: View) -> bool:
        """Return whether the text is about one who is absent, and "you" was done wrong by them."""
        words = self.words
        tokens = [token.text for token in view.tokens]
        done = [
            tokens[place - 1] in _DONE_TO
            or tokens[place + 1] in (words.wrongers if word in _YOUR else _UNLIKE_YOU)
            for place, word in enumerate(tokens)
            if word in words.second
        ]
        if not done or not all(done) or not self.words.first.isdisjoint(tokens):
            return False
        sentences = view.text.split(_STOP)
        return any(
            self._link(sentence.split(), place) is Target.ABSENT
            for sentence in sentences
            for place in range(min(len(sentence.split()), _EXCLAIMED))
        )

    def _described(self, before: list[str], inside: list[str]) -> Target | None:
        """Return who the nearest subject before a description is, None without one."""
        words = self.words
        joined = before + inside
        for place in range(len(joined) - 1, -1, -1):
            word = joined[place]
            if word in words.second:
                if self._speech.said(joined[:place], [word]):
                    return Target.VOICE
                denied = not _NOT.isdisjoint(joined[place + 1 : len(before)])
                return Target.ABSENT if denied or word in _NOT else Target.MEMBER
            found = self._link(joined, place)
            gap = joined[place + 1 : len(before)]
            if found is not None and found is not Target.MEMBER:
                if found is not Target.SELF or words.turns.isdisjoint(gap):
                    return found
                break
        if len(before) > 1 and before[-1] in _MAY:
            before = before[:-1]  # "my boss can go to hell"
            if before[-1] in words.wrongers or before[-1] in words.places:
                return Target.ABSENT
        if before and before[-1] in words.pointers:
            return Target.ABSENT
        if before and before[-1] in words.people:
            return Target.ABSENT  # "gay people go to hell", a belief that is told
        return Target.ABSENT if not words.third.isdisjoint(before) else None

    def _link(self, joined: list[str], place: int) -> Target | None:
        """Return whom the verb or pronoun at ``place`` makes the subject of a description."""
        words = self.words
        word = joined[place]
        if word in words.is_first:
            return Target.SELF
        if word in words.is_third:
            return Target.ABSENT
        ahead = joined[max(0, place - _SUBJECT) : place]
        if word == "me" and ahead and (ahead[-1] in words.made or ahead[-1] == "like"):
            return Target.SELF
        if word == "myself":
            return Target.SELF
        if word in _NAMED and ahead and ahead[-1] in _PASSIVE:
            return Target.SELF if words.second.isdisjoint(ahead) else Target.MEMBER
        if word not in words.be:
            return None
        if joined[place + 1 : place + 2] == ["i"]:
            return Target.SELF  # am i, was i
        if word == "being":
            if not ahead or ahead[-1] in words.orders:
                wish = not ahead or not {"i", "cant", "id", "could"}.isdisjoint(ahead)
                return Target.SELF if wish else Target.MEMBER
            if ahead[-1] in words.regret or ahead[-1] in ("me", "myself"):
                second = not words.second.isdisjoint(ahead)
                return Target.MEMBER if second else Target.SELF
        for one in reversed(ahead):
            if one in words.second:
                return Target.MEMBER
            if one in ("i", "im", "ive", "id", "ill", "myself"):
                return Target.SELF
            if one in words.third or one in words.people or one in ("who", "it"):
                return Target.ABSENT
        if word in _UNSAID and words.fillers.issuperset(ahead):
            return Target.SELF
        return Target.ABSENT if ahead and word in ("is", "was", "are", "were") else None
