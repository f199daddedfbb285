"""What screening says about a draft, in everyday words. Builds; never sends."""

from bot.core.wording import Wording
from bot.discord.client import Interaction
from bot.screening.verdict import Category, Verdict
from bot.sharing.outcomes import Preview, alerts, explained
from bot.sharing.preview import objections
from bot.sharing.rules import Draft
from cogs import render
from cogs.helplines.country import emergency
from cogs.sharing.drafting.fork import soft_line


def said_of(
    interaction: Interaction, preview: Preview, *, chosen: bool, trimmed: bool
) -> list[str]:
    """Return what screening says above a preview."""
    content, verdict = interaction.client.content, preview.verdict
    said = [content.say("held.trimmed")] if trimmed else []
    if verdict.reading.unread:
        said += not_read(content, verdict)
    if verdict.support and not chosen:
        said.append(soft_line(content, emergency(interaction), verdict.reading))
    if preview.held and explained(verdict):
        said.append(content.say("held.review", why=why(content, verdict)))
        said += parts_of(content, preview.draft, verdict)
    elif preview.held:
        pass  # the care team reads every share first, and the preview says so
    elif verdict.support:
        them = "_them" if verdict.reading.third_person else ""
        said.append(content.say(f"fork.alert{them}"))
    elif alerts(verdict):
        said.append(content.say("fork.alert_plain"))
    if chosen and not preview.draft.note:
        said.append(content.say("fork.note_hint"))
    return said


def not_read(content: Wording, verdict: Verdict) -> list[str]:
    """Return what the author of a text in another language reads, also in it where I can."""
    language = verdict.reading.language
    key = "" if language is None else f"unread.{language.code}"
    return [content.say("fork.not_read"), *([content.say(key)] if key in content.wording else [])]


def why(content: Wording, verdict: Verdict) -> str:
    """Return the reason in everyday words."""
    if verdict.failed:
        return content.say("held.because_failed")
    if verdict.because is None and verdict.reading.unread:
        return content.say("held.because_language")
    if verdict.because is None:
        return content.say("held.because_group")
    return content.say(f"held.because_{verdict.because.value}")


def parts_of(content: Wording, draft: Draft, verdict: Verdict) -> list[str]:
    """Return the line that quotes the parts at fault, in a list; empty when none can be quoted."""
    found = objections.parts(draft, verdict)
    if not found:
        return []
    shown = ", ".join(f"“{render.shorten(part)}”" for part in found)
    method = verdict.because is Category.SH_METHOD
    return [content.say("held.method_part" if method else "held.part", parts=shown)]
