"""Tells whether a text passes on a number to call, or says whom to call for help. Pure, linear."""

import re
from collections.abc import Sequence
from functools import partial

from bot.screening.engine.shapes.figures import around_figures
from bot.screening.engine.shapes.known_numbers import Number
from bot.screening.engine.shapes.owners import is_mobile, is_public

_FIGURE = re.compile(r"[0-9]")
_BREAK = re.compile(r"\s*\n\s*")
_MOST = 12
"""Numbers of a text that are looked at; a text with more of them passes none on."""
_REACH = 200
"""Words further than this from all figures do not say whose they are."""
_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{4,18}[0-9]")
_HARMLESS = re.compile(
    r"24[/-]7|24 ?(?:h\b|hrs?|hours?|stunden|horas)|(?:365|7|seven) days"
    r"|[0-9]{1,2}(?:[:.][0-9]{2})? ?(?:[ap]\.?m\b|uhr)|[0-9]{1,2}[:.][0-9]{2}"
    r"|(?:ages?|aged|under|over|from) [0-9]{1,2}(?: ?(?:to|-|and|until) ?[0-9]{1,2})?"
    r"|[0-9]{1,2}(?: ?(?:to|-) ?[0-9]{1,2})? (?:year|and over|or over|and under)"
    r"|(?:press|option|choose|then) [0-9]\b"
)
_PUBLIC = re.compile(
    r"(?<![\w+])(?:0800|0808|1[ -]?800|1[ -]?8(?:33|44|55|66|77|88)|1300|0300|800)[ .-]?[0-9]{2,4}"
    r"(?:[ .-]?[0-9]{1,4}){0,3}(?![\w-])"
    r"|\b(?:(?:help|hot|life|crisis|suicide|text|child|info|support|warm|listening|youth|distress"
    r"|abuse|emergency|advice) ?(?:line|number)|switchboard|samaritans)\b[^0-9.!?\n]{0,25}"
    r"\+?[0-9][0-9 ()-]{1,16}"
    r"|\b(?:call|ring|dial|phone|te?xt|whats ?app|number(?: is|:)) [0-9]{2,5}(?![\w-]| ?[0-9])"
)
_DIRECTION = re.compile(
    r"\b(?:call|ring|phone|dial|text|txt|message|contact|try|see|tell|get|reach(?: out)? to|reach"
    r"|speak (?:to|with)|talk (?:to|with)|go to|go see|chat (?:to|with))\b"
    r"(?: (?:for|up|out|an?|the|your|ur|to|someone at|somebody at|local|nearest|national|free"
    r"|mental|health|suicide|crisis|emergency|closest|school|own|nhs|trusted|on|now)){0,5} "
    r"(?:help ?lines?|hot ?lines?|life ?line|crisis (?:line|team|text line)|suicide line"
    r"|text line|warm ?line|samaritans|child ?line|ambulance|paramedics|emergency"
    r"|emergency (?:services?|room|number|department)|services?|poison control|a&e|er|e\.r"
    r"|hospital|police|help|gp|doctor|dr|nurse|therapist|counsell?or|psychiatrist|psych"
    r"|social worker|key ?worker|sponsor|mum|mom|mam|dad|parents?|sister|brother|friend"
    r"|partner|wife|husband|nan|gran|teacher|tutor|adult|family|team)\b"
)


def figures_known(low: str, known: Sequence[Number]) -> bool:
    """Return whether a text passes on numbers to call for help, and has no other figures.

    Such a number is known, free of charge, or beside the words of a helpline. Hours and "24/7" are
    no other figures.
    """
    if not _FIGURE.search(low):
        return bool(known)
    rest: list[str] = []
    done = 0
    for one in known:
        rest.append(low[done : one.start])
        done = max(done, one.end)
    rest.append(low[done:])
    passed_on, tried = bool(known), 0
    for part in around_figures(_BREAK.sub(" ", " ".join(rest)), _REACH):
        left = _HARMLESS.sub(" ", part)
        for digits in {one.digits for one in known[:_MOST]}:
            if digits in left:
                left = re.sub(rf"(?<=[a-z]){digits}(?![0-9])", " ", left)  # a name with its number
        said = _PUBLIC.sub(lambda one: one[0] if is_mobile(one[0]) else " ", left)
        others = said
        if tried < _MOST:
            others, more = _NUMBER.subn(partial(_unless_public, said), said, count=_MOST - tried)
            tried += more
        if _FIGURE.search(others):
            return False
        passed_on = passed_on or others != left
    return passed_on


def _unless_public(said: str, number: re.Match[str]) -> str:
    return "" if is_public(said, *number.span()) else number[0]


def directs(low: str) -> bool:
    """Return whether a text says whom to call: an ambulance, a helpline, a person who can help."""
    return bool(_DIRECTION.search(low))
