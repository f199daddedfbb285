"""Writes down what Haven asks of Discord, to be held against Discord's own API description.

``HAVEN_RECORD=file.jsonl pytest tests/cogs/test_recording.py`` appends one request a line:
``{"method", "path", "json", "params", "reason"}``.
"""

import json
import os
from pathlib import Path

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
                "reason": one.reason,
            }
        )
        for one in anywhere.env.http_requests
    ]
    target = Path(os.environ.get("HAVEN_RECORD") or tmp_path / "requests.jsonl")
    with target.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")

    recorded = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert recorded[-len(lines) :] == [json.loads(line) for line in lines]
    used = {(one["method"], one["path"].split("/")[1]) for one in recorded}
    assert {("POST", "channels"), ("PATCH", "channels"), ("DELETE", "channels")} <= used
    assert {("POST", "interactions"), ("PATCH", "webhooks"), ("PUT", "applications")} <= used
