"""How posts and previews look: embeds out, words back in. Builds; never sends.

- A preview *is* the draft. Haven keeps nothing until the author presses "Post it", so a press reads
  all that it needs from the private message it was pressed on, also after a restart.
"""

from collections.abc import Iterable, Sequence

import discord

from bot.core import text
from bot.core.seals import Words
from bot.core.wording import Wording
from bot.groups.rules import SMALL_GROUP, TINY_GROUP
from bot.sharing.outcomes import Preview, explained
from bot.sharing.preview import mirror
from bot.sharing.rules import Help, Post
from cogs.render import CALM, MESSAGE_MAX, moment, shorten

NOTE_PREFIX = "Content note: "
FINDINGS_SHOWN = 8


def post_embed(
    content: Wording, alias: str, words: Words, help_: Help | None, *, by_author: bool
) -> discord.Embed:
    """Return a share or reply exactly as every reader sees it. It holds nothing about a person."""
    shown = text.spoiler(words.words) if words.note else text.escape(words.words)
    embed = discord.Embed(description=shown, color=CALM)
    if words.note:
        embed.title = NOTE_PREFIX + text.escape(words.note)
    name = content.say("post.by_author", alias=alias) if by_author else alias
    embed.set_author(name=name)
    if help_ is not None:
        embed.set_footer(text=content.say(f"post.help_{help_.value}"))
    return embed


def words_of(message: discord.Message) -> Words | None:
    """Return the words and note of a post or preview, read from its embed; None without one."""
    for embed in message.embeds:
        if embed.description is None or embed.author.name is None:
            continue
        note = ""
        if embed.title and embed.title.startswith(NOTE_PREFIX):
            note = text.unescape(embed.title.removeprefix(NOTE_PREFIX))
        words = text.unspoiler(embed.description) if note else text.unescape(embed.description)
        return Words(words or "", note)
    return None


def preview_text(content: Wording, preview: Preview, size: int, said: Sequence[str] = ()) -> str:
    """Return the text above a preview: what could identify the author, and what will happen.

    ``said`` is what screening has to say, placed after the first line. Findings that do not fit are
    counted.
    """
    most = FINDINGS_SHOWN
    while len(shown := _preview_text(content, preview, size, said, most)) > MESSAGE_MAX and most:
        most -= 1
    return shown[:MESSAGE_MAX]


def _preview_text(
    content: Wording, preview: Preview, size: int, said: Sequence[str], most: int
) -> str:
    parts = [content.say("preview.head"), *said]
    draft = preview.draft
    found = [
        *_findings(content, draft.words, preview.findings),
        *_findings(content, draft.note, preview.in_note),
    ]
    if found:
        found = _bounded(content, list(dict.fromkeys(found)), most)
        parts.append(content.say("preview.found", found="\n".join(found)))
    if preview.changes:
        parts.append(content.say("preview.changed"))
    if preview.draft.parent_id is not None:
        key = "preview.reply_author" if preview.by_author else "preview.reply"
        parts.append(content.say(key, alias=preview.alias))
    if preview.held and not explained(preview.verdict):
        parts.append(content.say("preview.held"))
    if preview.draft.window:
        key = "preview.window_small" if size < SMALL_GROUP else "preview.window"
        parts.append(content.say(key, when=moment(preview.due_at)))
    elif not preview.held:
        parts.append(content.say("preview.now_small" if size < SMALL_GROUP else "preview.now"))
    if size < TINY_GROUP:
        parts.append(content.say("preview.small_group"))
    if preview.linked_until is not None:
        parts.append(content.say("preview.linked", until=moment(preview.linked_until)))
    else:
        parts.append(content.say("preview.unlinked"))
    return "\n".join(parts)


def jump_link(post: Post) -> str:
    """Return the link to a post's message."""
    return f"https://discord.com/channels/{post.guild_id}/{post.channel_id}/{post.message_id}"


def _findings(content: Wording, words: str, findings: Iterable[mirror.MirrorFinding]) -> list[str]:
    lines: list[str] = []
    for finding in findings:
        quoted = " ".join(words[finding.start : finding.end].split())
        line = content.say(f"mirror.{finding.kind.name.lower()}", words=shorten(quoted, 40))
        lines.append(line)
    return lines


def _bounded(content: Wording, lines: list[str], most: int) -> list[str]:
    more = len(lines) - most
    if more > 0:
        return [*lines[:most], content.say("mirror.more", count=more)]
    return lines
