"""Writes down what Haven asks of Discord, to be held against Discord's own API description.

``HAVEN_RECORD=file.jsonl pytest tests/cogs/test_recording.py`` appends one request a line:
``{"method", "path", "json", "params", "reason"}``.
"""

import json
import os
from pathlib import Path
from typing import Any, cast

import discord
import pytest

from bot.discord.dispatch import DispatchingClient as Client
from tests.cogs.full_story import tell
from tests.harness import Room


async def test_the_whole_story_can_be_recorded(anywhere: Room, tmp_path: Path) -> None:
    await tell(anywhere)
    lines = [
        json.dumps(
            {
                "method": one.method,
                "path": one.path,
                "json": one.json,
                "params": one.params,
                "reason": one.reason or None,  # discord.py leaves it out in its own way
            }
        )
        for one in anywhere.env.http_requests
    ]
    recorded = _append(Path(os.environ.get("HAVEN_RECORD") or tmp_path / "requests"), lines)

    assert recorded[-len(lines) :] == [json.loads(line) for line in lines]
    used = {(one["method"], one["path"].split("/")[1]) for one in recorded}
    assert {("POST", "channels"), ("PATCH", "channels"), ("DELETE", "channels")} <= used
    assert {("POST", "interactions"), ("PATCH", "webhooks"), ("PUT", "applications")} <= used


def _append(target: Path, lines: list[str]) -> list[dict[str, Any]]:
    """Writes the lines behind what is there; everything that is there then."""
    with target.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return [json.loads(line) for line in target.read_text("utf-8").splitlines()]


async def test_the_story_presses_every_button_and_sends_every_form(
    anywhere: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the recording, and the restarts before every act, leave no surface out."""
    pressed: set[str] = set()
    real = Client.on_interaction

    async def note(client: Client, interaction: discord.Interaction[Any]) -> None:
        pressed.add(str(cast("dict[str, Any]", interaction.data or {}).get("custom_id", "")))
        await real(client, interaction)

    monkeypatch.setattr(Client, "on_interaction", note)
    await tell(anywhere)

    patterns = [*anywhere.bot.buttons, *(modal.template for modal in anywhere.bot.modals)]
    missed = {p.pattern for p in patterns if not any(p.fullmatch(key) for key in pressed)}
    assert missed == set()
