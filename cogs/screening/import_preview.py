"""The preview of an import of phrases: how the file was read, and what its phrases would do."""

from collections import Counter
from collections.abc import Sequence

import discord

from bot.core import text
from bot.core.wording import Wording
from bot.screening.decide import Action
from bot.screening.phrasebook.decoding import Coding
from bot.screening.phrasebook.entries import BadLine
from bot.screening.phrasebook.imports import ImportPreview
from bot.screening.phrases import PHRASE_MOST, PHRASES_MOST, Flaw
from cogs import render

BAD_SHOWN, OFFENDERS_SHOWN = 15, 8
EXAMPLE_MOST = 140
"""Max characters shown of a fine line."""

PART_MOST = 1400
"""Max characters of one part of a preview: Discord allows 6,000 in all embeds of a message."""

NAMES_MOST = 300
"""Max characters of what a file has besides phrases."""


def why(content: Wording, flaw: Flaw) -> str:
    """Return what is wrong with a phrase, in a sentence."""
    return content.say(f"phrase.flaw_{flaw.value}", most=PHRASE_MOST, phrases=PHRASES_MOST)


def embeds_of(content: Wording, found: ImportPreview, *, blocking: bool) -> list[discord.Embed]:
    """Return the parts of a preview below its head. ``blocking``: AutoMod is on in this group."""
    parts = (
        _trial(content, found),
        _automod(content, found.blocked, on=blocking),
        _bad(content, found.bad),
    )
    return [part for part in parts if part is not None]


def head_of(content: Wording, found: ImportPreview) -> str:
    """Return how the file was read, and what of it would be saved."""
    form = content.say(f"phrase.form_{found.form.value}")
    lines = [content.say("phrase.preview", form=form)]
    if found.coding is Coding.WINDOWS:
        lines.append(content.say("phrase.old_coding"))
    lines.append(
        content.say(
            "phrase.counts",
            new=len(found.new),
            changed=len(found.changed),
            same=found.same,
            twice=found.twice,
            bad=len(found.bad),
        )
    )
    if found.left_out:
        names = render.shorten(", ".join(found.left_out), NAMES_MOST)
        lines.append(content.say("phrase.left_out", names=names))
    if not found.wanted:
        lines.append(content.say("phrase.nothing_new"))
    else:
        does = Counter(one.action for one in found.wanted)
        lines.append(
            content.say(
                "phrase.actions",
                hold=does[Action.HOLD],
                return_=does[Action.RETURN],
                alert=does[Action.ALERT],
                allow=does[Action.ALLOW],
            )
        )
    if found.kept is not None:
        kept = found.kept
        lines.append(
            content.say(
                "phrase.room" if found.new else "phrase.no_room",
                most=PHRASES_MOST,
                count=len(found.new),
                first=text.escape(kept.first),
                last=text.escape(kept.last),
                left=kept.left,
                first_left=text.escape(kept.first_left),
                last_left=text.escape(kept.last_left),
            )
        )
    if found.starred:
        example = text.escape(found.starred[0].phrase)
        lines.append(content.say("phrase.starred", count=len(found.starred), example=example))
    return "\n".join(lines)


def _trial(content: Wording, found: ImportPreview) -> discord.Embed | None:
    """Return what the phrases would do to fine lines; None when there are no phrases."""
    if not found.wanted:
        return None
    trial, lines = found.trial, list[str]()
    if not trial.offenders:
        lines.append(content.say("phrase.trial_none"))
    else:
        lines.append(content.say("phrase.trial_counts", held=trial.held, told=trial.told))
        lines += [
            content.say(
                "phrase.offender",
                phrase=text.escape(one.phrase.phrase),
                count=one.count,
                example=render.shorten(one.example, EXAMPLE_MOST),
            )
            for one in trial.offenders[:OFFENDERS_SHOWN]
        ]
        if len(trial.offenders) > OFFENDERS_SHOWN:
            more = len(trial.offenders) - OFFENDERS_SHOWN
            lines.append(content.say("phrase.more", count=more))
    color = render.QUIET if trial.offenders else render.CALM
    title = content.say("phrase.trial", lines=trial.lines)
    return discord.Embed(title=title, description="\n".join(lines), color=color)


def _automod(content: Wording, words: Sequence[str], *, on: bool) -> discord.Embed | None:
    """Return which words AutoMod would be given; None when it would be given none."""
    if not words:
        return None
    shown = list[str]()
    length = 0
    for word in words:
        length += len(text.escape(word)) + 2
        if length > PART_MOST:
            break
        shown.append(text.escape(word))
    listed = ", ".join(shown)
    if len(shown) < len(words):
        listed += " " + content.say("phrase.more", count=len(words) - len(shown))
    key = "phrase.automod_on" if on else "phrase.automod_off"
    return discord.Embed(
        title=content.say("phrase.automod"),
        description=content.say(key, count=len(words), words=listed),
        color=render.QUIET,
    )


def _bad(content: Wording, bad: Sequence[BadLine]) -> discord.Embed | None:
    """Return the lines that were skipped, and why; None when there are none."""
    if not bad:
        return None
    lines = [_bad_line(content, one) for one in bad[:BAD_SHOWN]]
    if len(bad) > BAD_SHOWN:
        lines.append(content.say("phrase.bad_more", count=len(bad) - BAD_SHOWN))
    return discord.Embed(
        title=content.say("phrase.skipped"), description="\n".join(lines), color=render.QUIET
    )


def _bad_line(content: Wording, one: BadLine) -> str:
    reason = why(content, one.flaw)
    if not one.said.strip():
        return content.say("phrase.bad_line", line=one.line, why=reason)
    said = render.shorten(" ".join(one.said.split()), 40)
    return content.say("phrase.bad_said", line=one.line, said=said, why=reason)
