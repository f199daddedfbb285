"""A fake Discord with one group in it, whose members press a button and fill in a form."""

import asyncio
import json
from itertools import count
from typing import Any

from aiohttp import web

from bench.fake_discord import BOT_ID, FakeDiscord, as_json, bot_user

GUILD = 880_000_000_000_000_000
CHANNEL = GUILD + 1
ROLE = GUILD + 2
PERMISSIONS = str((1 << 50) - 1)
FIRST_MEMBER = 990_000_000_000_000_000
TOKEN = "aW50ZXJhY3Rpb24" * 14
"""As long as Discord's, and opens nothing."""
ANSWER_SECONDS = 30.0

PRESS, SUBMIT, BUTTON, LABEL = 3, 5, 2, 18
EPHEMERAL = 64

Payload = dict[str, Any]


class FakeGroup(FakeDiscord):
    """One bot in one group. ``posted``: the messages that the bot has sent there."""

    def __init__(self) -> None:
        super().__init__([_group()])
        self.posted: asyncio.Queue[Payload] = asyncio.Queue()
        self._ids = count(GUILD + 1000)
        self._asked: dict[str, asyncio.Future[Payload]] = {}

    def app(self) -> web.Application:
        """Return the web application that answers."""
        app = super().app()
        app.router.add_get("/api/v10/guilds/{id}", self._counted)
        app.router.add_post("/api/v10/channels/{id}/messages", self._message)
        app.router.add_post("/api/v10/interactions/{id}/{token}/callback", self._callback)
        return app

    async def press(self, member: int, message: Payload, custom_id: str) -> Payload:
        """Press a button under ``message`` as a member; return the form that the bot opens."""
        data = {"id": 2, "custom_id": custom_id, "component_type": BUTTON}
        return await self._interact(PRESS, member, message, data)

    async def submit(self, member: int, message: Payload, form: Payload, pick: str) -> Payload:
        """Submit a form with the same pick for every question; return what the bot says."""
        data = {"custom_id": form["custom_id"], "components": _filled_in(form, pick)}
        return await self._interact(SUBMIT, member, message, data)

    async def _interact(self, kind: int, member: int, message: Payload, data: Payload) -> Payload:
        number = str(next(self._ids))
        answer: asyncio.Future[Payload] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        await self.tell("INTERACTION_CREATE", _event(number, kind, member, message, data))
        async with asyncio.timeout(ANSWER_SECONDS):
            return await answer

    async def _callback(self, request: web.Request) -> web.Response:
        sent = await request.json()
        number = request.match_info["id"]
        self._asked.pop(number).set_result(sent["data"])
        resource: Payload = {"type": sent["type"]}
        if "content" in sent["data"]:
            resource["message"] = self._shown(sent["data"])
        return as_json({"interaction": {"id": number, "type": PRESS}, "resource": resource})

    async def _message(self, request: web.Request) -> web.Response:
        message = self._shown(await request.json())
        self.posted.put_nowait(message)
        return as_json(message)

    async def _counted(self, _: web.Request) -> web.Response:
        return as_json(_group() | {"approximate_member_count": 60})

    def _shown(self, sent: Payload) -> Payload:
        """Return a message as Discord gives it back."""
        return {
            "id": str(next(self._ids)),
            "channel_id": str(CHANNEL),
            "author": bot_user(),
            "content": sent.get("content") or "",
            "timestamp": "2026-11-02T18:00:00.000000+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": sent.get("embeds") or [],
            "components": _numbered(sent.get("components") or []),
            "pinned": False,
            "type": 0,
            "flags": sent.get("flags") or 0,
        }


def member_payload(member: int) -> Payload:
    """Return a member as an interaction shows them."""
    name = f"member{member}"
    user = {
        "id": str(FIRST_MEMBER + member),
        "username": name,
        "discriminator": "0",
        "global_name": name.title(),
        "avatar": None,
        "public_flags": 0,
    }
    return {
        "user": user,
        "nick": None,
        "avatar": None,
        "roles": [str(ROLE)],
        "joined_at": "2026-01-05T18:00:00.000000+00:00",
        "premium_since": None,
        "pending": False,
        "deaf": False,
        "mute": False,
        "communication_disabled_until": None,
        "flags": 0,
        "permissions": PERMISSIONS,
    }


def _event(number: str, kind: int, member: int, message: Payload, data: Payload) -> Payload:
    return {
        "id": number,
        "application_id": BOT_ID,
        "type": kind,
        "token": TOKEN,
        "version": 1,
        "guild_id": str(GUILD),
        "guild": {"id": str(GUILD), "locale": "en-GB", "features": []},
        "channel_id": str(CHANNEL),
        "channel": _channel(),
        "member": member_payload(member),
        "message": message,
        "data": data,
        "locale": "en-GB",
        "guild_locale": "en-GB",
        "app_permissions": PERMISSIONS,
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(GUILD)},
        "context": 0,
        "attachment_size_limit": 10_485_760,
    }


def _filled_in(form: Payload, pick: str) -> list[Payload]:
    filled: list[Payload] = []
    for number, part in enumerate(form["components"]):
        shown: Payload = {"id": 2 * number, "type": part["type"]}
        if part["type"] == LABEL:
            asked = part["component"]
            field = {"id": 2 * number + 1, "type": asked["type"], "custom_id": asked["custom_id"]}
            shown["component"] = field | {"value": pick}
        filled.append(shown)
    return filled


def _numbered(components: list[Payload]) -> list[Payload]:
    """Return the components with a number each, as Discord numbers them."""
    text = json.dumps(components)
    number = count(1)

    def with_id(part: Payload) -> Payload:
        return {"id": next(number)} | part

    return json.loads(text, object_hook=lambda part: with_id(part) if "type" in part else part)


def _channel() -> Payload:
    return {
        "id": str(CHANNEL),
        "guild_id": str(GUILD),
        "type": 0,
        "name": "lounge",
        "position": 0,
        "permission_overwrites": [],
        "permissions": PERMISSIONS,
        "nsfw": False,
        "parent_id": None,
        "topic": None,
        "rate_limit_per_user": 0,
        "last_message_id": None,
        "flags": 0,
    }


def _role(role_id: int, name: str) -> Payload:
    return {
        "id": str(role_id),
        "name": name,
        "permissions": PERMISSIONS,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": 0,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def _group() -> Payload:
    me = member_payload(0)
    me["user"] = bot_user()
    return {
        "id": str(GUILD),
        "name": "A group",
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "owner_id": str(FIRST_MEMBER),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": "en-GB",
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "description": None,
        "banner": None,
        "vanity_url_code": None,
        "features": [],
        "emojis": [],
        "stickers": [],
        "roles": [_role(GUILD, "@everyone"), _role(ROLE, "member")],
        "channels": [_channel()],
        "threads": [],
        "members": [me],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "member_count": 60,
        "large": False,
        "unavailable": False,
    }
