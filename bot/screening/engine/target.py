"""Decides whom a hard word is meant for: its author, a voice, a person who is absent, a member.

Pure. It looks at the sentence around a match: the nearest subject and its verb, quotation, who
speaks (``my mum: ...``, ``my head goes ...``), and the address.

- What the author says of themselves or repeats from others is pain. It is no attack.
- Where the text leaves it open, it counts as meant for a member, unless it is about its author.
- The cost is bounded: only the words of one sentence before and after a match are read.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from msgspec import Struct

from bot.screening.engine.normalise import View
from bot.screening.engine.pieces import STOP

_STOP = f" {STOP} "
_LABEL = re.compile(r"(?:^|[.!?;,()\n]|[-–—] )[ \t*_\"“]*([^:.!?;,()\n]{1,60}?)[ *_\"”]*:(?=\s)")
_LETTERS = re.compile(r"[a-z]+")
_LABEL_WORDS = 7
_REACH = 16
_SUBJECT = 5
_WORD = 40
_EXCLAIMED = 6
_NEAR = 2
_PASSIVE = frozenset(("been", "being", "was", "got", "get", "getting", "be", "im", "were"))
_DONE_TO = frozenset(("to", "hurt", "hurts", "treat", "treats", "treated"))
_YOUR = frozenset(("your", "ur"))
_UNLIKE_YOU = frozenset(("arent", "werent", "didnt", "dont", "deserve", "deserved", "never"))
_CALLS = frozenset(("call", "calls", "called", "calling", "labelled", "labeled", "named"))
_CALLERS = frozenset(("i", "id", "ill", "we", "wed", "everyone", "everybody", "im"))
_NOT = frozenset(("not", "never", "arent", "werent", "isnt", "aint"))
_NAMED = frozenset(("called", "labelled", "labeled", "named"))
_UNSAID = frozenset(("feel", "felt", "feeling", "am", "feels", "looking"))
"""Verbs before which people leave out an "I"."""
_NOT_TOLD = frozenset(("i", "im", "ive", "you", "we", "u"))
_MENTION = re.compile(r"(?<![\w.+-])@\w")
_SENTENCES = 240
"""How far back, in characters, a label or a speaker is looked for."""
_AFTER = re.compile(
    r"(?:^ (?:\w+ ){0,9}?|^ (?:\w+ ){0,4}?\. (?:(?:and|so|yeah|yes|yep|ok|literally|just|all) )?)"
    r"(?:(?:thats|that is|that was|this is|this was|those are|those were|these are|these were)"
    r" (?:\w+ )?(?:(?:what|how) (?:he|she|they|it|my|the|people|everyone|i (?:hear|heard|grew|"
    r"tell myself|say to myself|call myself))|something (?:he|she|they|my|people)|"
    r"(?:his|her|their|my \w+) (?:exact |own |actual |last |first )?(?:words|voice|message|text)|"
    r"the (?:voice|voices|message|text|(?:last|first|only|kind of|sort of) thing|exact words)|"
    r"my (?:\w+ )?(?:head|brain|voice|voices|thoughts|ed|ocd|illness|depression|anxiety) "
    r"(?:talking|speaking))"
    r"|(?:he|she|they|my \w+|the \w+) (?:said|says|told me|wrote|texted|screamed|yelled|shouted|"
    r"keeps? saying|kept saying|used to (?:say|tell|call))"
    r"|(?:his|her|their) (?:exact |own |actual )?words|direct quote|end quote|unquote) "
)

_OWN_AFTER = re.compile(r" (?:that )?(?:i am|i was|i can be|i have been|ive been|ive become|am i) ")


class Target(Enum):
    """For whom a hard word is meant."""

    SELF = "self"
    VOICE = "voice"
    """It is repeated: what a voice says, or a person who is not the author."""
    ABSENT = "absent"
    """It is said of a person or thing that is not addressed."""
    MEMBER = "member"
    """A person is addressed, or nothing says otherwise."""


class AimsFile(Struct, forbid_unknown_fields=True, frozen=True):
    """``aims.toml``: words that show who speaks and who is meant."""

    first: frozenset[str]
    second: frozenset[str]
    third: frozenset[str]
    people: frozenset[str]
    voices: frozenset[str]
    writings: frozenset[str]
    says: frozenset[str]
    says_close: frozenset[str]
    says_to: frozenset[str]
    says_written: frozenset[str]
    says_you: frozenset[str]
    wrongers: frozenset[str]
    to_self: frozenset[str]
    be: frozenset[str]
    is_first: frozenset[str]
    is_third: frozenset[str]
    made: frozenset[str]
    turns: frozenset[str]
    regret: frozenset[str]
    orders: frozenset[str]
    pointers: frozenset[str]
    fillers: frozenset[str]


@dataclass(frozen=True)
class Aims:
    """Finds targets with the words of ``aims.toml``. Keeps nothing of a text."""

    words: AimsFile

    @cached_property
    def _speakers(self) -> frozenset[str]:
        return self.words.people | self.words.voices | self.words.writings

    def target(self, view: View, first: int, last: int) -> Target:
        """Return for whom the match at ``view.text[first:last]`` is meant."""
        before = _sentence_before(view.text, first)
        after = view.text[last - 1 : last + 120]
        if self._told(view, first, before) or _AFTER.match(after):
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
            if not self._told(view, place, _sentence_before(view.text, place)):
                return True
        return False

    def repeats(self, view: View) -> bool:
        """Return whether a "you" of the text is what another person or a voice said."""
        return any(
            token.text in self.words.second
            and (token.quoted or self._told(view, place, _sentence_before(view.text, place)))
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

    def _told(self, view: View, first: int, before: list[str]) -> bool:
        """Return whether the words at ``first`` are what another person or a voice says."""
        if self._said(before, view.text[first : first + _WORD].split()[:1]):
            return True
        return self._labelled(view, first)

    def _said(self, before: list[str], after_it: list[str]) -> bool:
        """Return whether a speaker and a verb of saying come before the next word."""
        words = self.words
        following = [*before[-_REACH:], *after_it]
        for place in range(len(following) - 2, -1, -1):
            word, after = following[place], following[place + 1]
            near = len(following) - 1 - place
            if word in _CALLS and after in words.second and near == 1:
                return _CALLERS.isdisjoint(following[max(0, place - _SUBJECT) : place])
            if word in words.says_you and near <= _NEAR and _you_before(following, place, words):
                return True
            if word in words.says_written and place and following[place - 1] in words.writings:
                return following[max(0, place - 2)] not in ("your", "ur")
            close = word in words.says_close
            if not close and word not in words.says:
                continue
            if word in words.says_to and after in words.second:
                continue
            if any(one in words.to_self for one in following[place + 1 : place + 5]):
                return True
            ahead = following[max(0, place - _SUBJECT) : place]
            if close:
                ahead = ahead[-1:] if word == "go" else _quoting(ahead, words.be, words.is_third)
            if self._speaks(ahead, word):
                return True
        return False

    def _speaks(self, ahead: list[str], verb: str) -> bool:
        """Return whether the subject just before a verb of saying is a speaker of ours."""
        if verb in self.words.says_to and ahead and ahead[-1] in _PASSIVE:
            return True
        other = verb == "go" or verb in self.words.says_to
        for place in range(len(ahead) - 1, -1, -1):
            word = ahead[place]
            if word in self._speakers and not (other and word in ("him", "her", "them")):
                return place == 0 or ahead[place - 1] not in ("your", "ur")
            if word in _NOT_TOLD:
                return False
        return False

    def _labelled(self, view: View, first: int) -> bool:
        """Return whether the line is one person's or voice's part: ``my mum: ...``."""
        text = view.folded.text
        if ":" not in text:
            return False
        place = view.tokens[view.between(first, first + 1)[0]].start
        at = bisect_left(view.folded.offsets, place)
        begin = max(0, at - _SENTENCES)
        line = text.rfind("\n", begin, at) + 1
        above = text[begin:line].rstrip()
        begin = begin + above.rfind("\n") + 1 if above.endswith(":") else max(begin, line)
        labels = list(_LABEL.finditer(text[begin:at].lower()))
        if not labels:
            return False
        label = labels[-1]
        found = _LETTERS.findall(label[1].replace("'", ""))
        if len(found) > _LABEL_WORDS or not self.words.second.isdisjoint(found):
            return False
        return "@" not in label[1] and not (self._speakers | {"me", "myself"}).isdisjoint(found)

    def _described(self, before: list[str], inside: list[str]) -> Target | None:
        """Return who the nearest subject before a description is, None without one."""
        words = self.words
        joined = before + inside
        for place in range(len(joined) - 1, -1, -1):
            word = joined[place]
            if word in words.second:
                if self._said(joined[:place], [word]):
                    return Target.VOICE
                denied = not _NOT.isdisjoint(joined[place + 1 : len(before)])
                return Target.ABSENT if denied or word in _NOT else Target.MEMBER
            found = self._link(joined, place)
            gap = joined[place + 1 : len(before)]
            if found is not None and found is not Target.MEMBER:
                if found is not Target.SELF or words.turns.isdisjoint(gap):
                    return found
                break
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


def _you_before(words: list[str], place: int, aims: AimsFile) -> bool:
    """Return whether the member is the one who thinks or says what follows ``words[place]``."""
    ahead = words[max(0, place - 2) : place]
    return any(one in ("you", "u", "youre", "ur") for one in ahead) and (
        words[place + 1] in aims.second or words[place + 1] in ("that", "like", "yourself")
    )


def _quoting(ahead: list[str], be: frozenset[str], is_third: frozenset[str]) -> list[str]:
    """Return the words before "like" when it tells of talk (``she was like``), else none."""
    if ahead and (ahead[-1] in be or ahead[-1] in is_third):
        shown = {"hes": "he", "shes": "she", "theyre": "they"}
        return [shown.get(one, one) for one in ahead]
    return []


def _sentence_before(text: str, first: int) -> list[str]:
    """Return the words of the sentence before ``first``."""
    begin = text.rfind(_STOP, max(0, first - _SENTENCES), first)
    begin = begin + len(_STOP) if begin >= 0 else max(0, first - _SENTENCES)
    return text[begin:first].split()
