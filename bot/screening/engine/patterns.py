"""The small language in which rules are written, and its matcher. Pure.

A pattern is words with one blank between them, matched against the words of a text:

- ``word``: this word (lower case, no apostrophe: ``dont``); ``word?``: it is optional
- ``(one|two words)``: one of these, which may be nested; ``(one|two)?``: or none
- ``@name``: one word of a class
- ``*3``: up to three words of the same sentence
- ``^`` and ``$``: the beginning and the end of a sentence
- ``#``: a number; ``.``: the end of one sentence and the beginning of the next

Nothing repeats without a bound, so the length of the pattern bounds the cost of a match. A pattern
is tried only on a text that has a phrase of each of its **groups** (see
:mod:`bot.screening.engine.scan.phrases`): every text that it can match has. A pattern that is only
a choice of phrases is not tried at all, because the phrases were found before.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from bot.screening.engine.scan.nodes import Branch, Node, is_open, regex, width
from bot.screening.engine.scan.phrases import END_LETTER, NUMBER, PhraseBook, Scan


class PatternFault(Exception):
    """A pattern that cannot be read. The text says which, and why."""


Classes = Mapping[str, Sequence[str]]


_PART = re.compile(r"\([a-z0-9# |]+\)\??|\(|\)\??|\||[^\s()|]+")
_GAP = re.compile(r"\*([1-9])")
_WORD = re.compile(r"(@[a-z_]+|[a-z0-9]+|#)(\??)")
_PHRASE = re.compile(r"(?:[a-z0-9]+|#)(?: (?:[a-z0-9]+|#))*")
_MOST = 64
"""Max phrases that neighbouring parts are multiplied out to."""
_COMMON = 1_000
_FREQUENT_WORDS = """
i im ive id ill u you your youre ur a an the to of in on at for and or but it its is are was
been be me my mine we they them their he she him her his that this these those so if not no
dont do did does have has had just all as with from by up out about like what when who how
can will would could should get got go going one there here now some more than then too very
really am want know think people time day today people even because were wont cant any only
over much still again back into been make feel never every way good need say said us our off
an it
"""
_FREQUENT = frozenset(_FREQUENT_WORDS.split())


class Pattern:
    """One pattern, read. ``source``: as written; ``groups``: see the module, the rarest first.

    ``number``: of the first group. Compiled when a text first asks for it: to compile all takes
    time, which no start has to wait for.
    """

    __slots__ = ("_compiled", "_exact", "_grammar", "groups", "number", "source")

    def __init__(
        self, source: str, grammar: "Grammar", groups: tuple[frozenset[str], ...], exact: bool
    ) -> None:
        self.source = source
        self.groups = groups
        self.number = grammar.phrases.number(groups[0])
        self._exact = exact
        self._grammar = grammar
        self._compiled: tuple[re.Pattern[str], bool, int] | None = None

    @property
    def matcher(self) -> re.Pattern[str] | None:
        """Return the regular expression, compiled when first asked for; None if it needs none."""
        return None if self._exact else self._expression()[0]

    @property
    def anywhere(self) -> bool:
        """Return whether a match can begin with any word: of several that overlap one counts."""
        return not self._exact and self._expression()[1]

    def occurrences(self, scan: Scan) -> Iterator[tuple[int, int]]:
        """Yield the first word and the word after the last of every match, from left to right."""
        if self.number not in scan.numbers:
            return
        if self._exact:
            yield from scan.spans(self.groups[0])
            return
        for group in self.groups[1:]:
            if not scan.has(group):
                return
        matcher, anywhere, width = self._expression()
        line, place = scan.line, 0
        for hit in scan.places(self.groups[0]):
            match = matcher.search(line, max(place, hit - width), hit + width + 1)
            while match is not None and match.start() <= hit:
                yield match.span()
                place = match.end() if anywhere else match.start() + 1
                match = matcher.search(line, place, hit + width + 1)
            place = max(place, hit + 1)

    def _expression(self) -> tuple[re.Pattern[str], bool, int]:
        """Return the regular expression, whether a match can begin anywhere, and its width."""
        if self._compiled is None:
            self._compiled = self._grammar.compiled(self.source)
        return self._compiled


class Grammar:
    """Reads patterns with one set of classes. All share one set of phrases."""

    def __init__(self, classes: Classes) -> None:
        self.phrases = PhraseBook()
        self._classes = classes
        self._words: set[str] = set()
        self._read: dict[str, tuple[str, ...]] = {}
        self._weights: dict[frozenset[str], int] = {}
        self._frequent = frozenset(self.phrases.letters(sorted(_FREQUENT))) | {NUMBER, END_LETTER}

    @property
    def words(self) -> frozenset[str]:
        """Return the words of all patterns that were read so far."""
        return frozenset(self._words) - {"#"}

    def pattern(self, source: str) -> Pattern:
        """Return the pattern, read. Raises :class:`PatternFault` when it cannot be read."""
        needed, exact = self._needed(self._parsed(source))
        if not needed or not any(self._says(phrases) for phrases in needed):
            raise PatternFault(f"{source!r}: it needs a word that must be there")
        needed.sort(key=self._weight)
        return Pattern(source, self, tuple(map(self.phrases.add, needed)), exact)

    def compiled(self, source: str) -> tuple[re.Pattern[str], bool, int]:
        """Return a pattern as a regular expression over letters; see :class:`Pattern`."""
        tree = self._parsed(source)
        return re.compile(regex(tree, self.phrases.numbers)), is_open(tree), width(tree)

    def _parsed(self, source: str) -> Branch:
        rest: list[str] = _PART.findall(source)[::-1]
        found = self._sequence(source, rest)
        if rest:
            raise PatternFault(f"{source!r}: a bracket too many")
        return found

    def _sequence(self, source: str, rest: list[str]) -> Branch:
        """Return the parts up to a bar or a bracket."""
        nodes: list[Node] = []
        while rest and rest[-1][0] not in "|)":
            nodes.append(self._part(source, rest))
        if not nodes:
            raise PatternFault(f"{source!r}: an alternative is empty")
        return tuple(nodes)

    def _part(self, source: str, rest: list[str]) -> Node:
        part = rest.pop()
        if part == "(":
            return self._group(source, rest)
        if part[0] == "(":
            inner = part[1:].removesuffix("?").removesuffix(")")
            return Node(self._choice(source, inner), optional=part[-1] == "?")
        if part in ("^", "$"):
            return Node(sign=part)
        if part == ".":
            return Node((END_LETTER,))
        gap = _GAP.fullmatch(part)
        if gap:
            return Node(sign=gap[1])
        word = _WORD.fullmatch(part)
        if word is None:
            raise PatternFault(f"{source!r}: {part!r} is no word (lower case, no apostrophe)")
        named = word[1][0] == "@"
        phrases = self._class(source, word[1][1:]) if named else self._choice(source, word[1])
        return Node(phrases, optional=bool(word[2]))

    def _group(self, source: str, rest: list[str]) -> Node:
        branches: list[Branch] = []
        while True:
            branches.append(self._sequence(source, rest))
            closing = rest.pop() if rest else ""
            if closing != "|":
                break
        if not closing:
            raise PatternFault(f"{source!r}: a bracket is not closed")
        return Node(branches=tuple(branches), optional=closing == ")?")

    def _choice(self, source: str, written: str) -> tuple[str, ...]:
        """Return the phrases between bars as letters. Remembered: many stand in many patterns."""
        found = self._read.get(written)
        if found is None:
            phrases = [" ".join(phrase.split()) for phrase in written.split("|")]
            for phrase in phrases:
                if not phrase:
                    raise PatternFault(f"{source!r}: an alternative is empty")
                if "#" in phrase and not _PHRASE.fullmatch(phrase):
                    raise PatternFault(f"{source!r}: {phrase!r} is no word")
            split = [phrase.split() for phrase in phrases]
            self._words.update(*split)
            found = tuple(map(self.phrases.letters, split))
            if any(map(self.phrases.mixes, found)):
                raise PatternFault(f"{source!r}: a number and # in one phrase")
            self._read[written] = found
        return found

    def _class(self, source: str, name: str) -> tuple[str, ...]:
        if name not in self._classes:
            raise PatternFault(f"{source!r}: there is no class @{name}")
        return self._choice(source, "|".join(self._classes[name]))

    def _needed(self, tree: Branch) -> tuple[list[frozenset[str]], bool]:
        """Return sets of phrases of which a match has one each; and whether one set is it all."""
        needed: list[frozenset[str]] = []
        run: tuple[str, ...] = ("",)
        whole = True
        for node in tree:
            either = self._either(node)
            if either and len(run) * len(either) <= max(_MOST, len(either)):
                longer = tuple(map("".join, product(run, either)))
                if not any(map(self.phrases.mixes, longer)):
                    run = longer
                    continue
            whole = False
            needed.append(frozenset(run))
            run = ("",) if not either or "" in either else either
            if not either and node.branches and not node.optional:
                needed.append(self._of_branches(node))
        needed.append(frozenset(run))
        return [phrases for phrases in needed if phrases and "" not in phrases], whole

    def _either(self, node: Node) -> tuple[str, ...]:
        """Return all that a part can match if that is few phrases; nothing for other parts."""
        if node.phrases:
            return (*node.phrases, "") if node.optional else node.phrases
        found = [""] if node.optional else []
        for branch in node.branches:
            phrases, whole = self._needed(branch)
            if not whole or len(phrases) != 1:
                return ()
            found.extend(phrases[0])
        return tuple(dict.fromkeys(found))

    def _of_branches(self, node: Node) -> frozenset[str]:
        """Return phrases of which a match of one of the branches has one; none if it may not."""
        found: set[str] = set()
        for branch in node.branches:
            phrases, _ = self._needed(branch)
            if not phrases:
                return frozenset()
            found |= min(phrases, key=self._weight)
        return frozenset(found)

    def _says(self, phrases: frozenset[str]) -> bool:
        """Return whether each phrase has a word, not only a number or the end of a sentence."""
        return all(phrase.strip(NUMBER + END_LETTER) for phrase in phrases)

    def _weight(self, phrases: frozenset[str]) -> int:
        """Return how often a text has one of these, by guess: low is rare."""
        found = self._weights.get(phrases)
        if found is None:
            common = sum(self._frequent.issuperset(phrase) for phrase in phrases if len(phrase) < 3)
            found = self._weights[phrases] = common * _COMMON + len(phrases)
        return found
