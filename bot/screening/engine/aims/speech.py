"""Decides whether words are repeated: what another person says or writes, or a voice.

Pure. It reads verbs of saying with their subject (``my head goes ...``), labels (``my mum: ...``)
and what follows (``that's what he said``). Bounded: one sentence before, a few words after.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

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
_NEAR = 2
_PREPOSITIONS = frozenset(("at", "in", "on", "from", "during", "outside", "the", "my"))
_PASSIVE = frozenset(("been", "being", "was", "got", "get", "getting", "be", "im", "were"))
_CALLS = frozenset(("call", "calls", "called", "calling", "labelled", "labeled", "named"))
_CALLERS = frozenset(("i", "id", "ill", "we", "wed", "everyone", "everybody", "im"))
_NOT_TOLD = frozenset(("i", "im", "ive", "you", "we", "u"))
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
    r"|(?:(?:i|is what i|what i) )?(?:say|said|tell|told|shout|shouted|scream|screamed|whisper|"
    r"whispered|yell|yelled|think|thought|muttered) (?:it |that |this )?"
    r"(?:to |at |in |into )?(?:the |my |a )?(?:bathroom |own |car )?"
    r"(?:mirror|reflection|myself|head|brain|window)"
    r"|(?:says|said|goes|went|screams|whispers|yells) (?:the|my) (?:\w+ )?(?:mirror|brain|head|"
    r"voice|voices|depression|anxiety|ocd|ed|illness|critic|demon|shame|mind)"
    r"|(?:me|myself|i) (?:to|at|into) (?:the|my) (?:\w+ )?(?:mirror|reflection|own reflection)"
    r"|(?:his|her|their) (?:exact |own |actual )?words|direct quote|end quote|unquote) "
)


class AimsFile(Struct, forbid_unknown_fields=True, frozen=True):
    """``aims.toml``: words that show who speaks and who is meant."""

    first: frozenset[str]
    second: frozenset[str]
    third: frozenset[str]
    people: frozenset[str]
    voices: frozenset[str]
    writings: frozenset[str]
    places: frozenset[str]
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
class Speech:
    """Finds repeated words with the words of ``aims.toml``. Keeps nothing of a text."""

    words: AimsFile

    @cached_property
    def _speakers(self) -> frozenset[str]:
        return self.words.people | self.words.voices | self.words.writings

    def repeated(self, view: View, first: int, last: int) -> bool:
        """Return whether the match at ``view.text[first:last]`` is repeated."""
        before = sentence_before(view.text, first)
        after = view.text[last - 1 : last + 120]
        return self.told(view, first, before) or bool(_AFTER.match(after))

    def told(self, view: View, first: int, before: list[str]) -> bool:
        """Return whether the words at ``first`` are what another person or a voice says."""
        if self.said(before, view.text[first : first + _WORD].split()[:1]):
            return True
        return self._labelled(view, first)

    def said(self, before: list[str], after_it: list[str]) -> bool:
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
        if "@" in label[1]:
            return False
        heard = self._speakers | {"me", "myself"}
        return not heard.isdisjoint(found) or self._at_a_place(found)

    def _at_a_place(self, label: list[str]) -> bool:
        """Return whether a label tells where words were heard: ``today at school: ...``."""
        pairs = pairwise(label)
        return any(one in _PREPOSITIONS and two in self.words.places for one, two in pairs)


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


def sentence_before(text: str, first: int) -> list[str]:
    """Return the words of the sentence before ``first``."""
    begin = text.rfind(_STOP, max(0, first - _SENTENCES), first)
    begin = begin + len(_STOP) if begin >= 0 else max(0, first - _SENTENCES)
    return text[begin:first].split()
