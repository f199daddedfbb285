"""The demo's own page: its places, the people who can look into them, and the time there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypedDict

from simcord import ChannelHandle
from simcord.backend.access import can_access_channel

from bot.demo.simulator import Person
from bot.demo.story import DemoGroup

Kind = Literal["channel", "thread", "messages"]
_PAGE: Final = Path(__file__).with_name("index.html")
_NONCE: Final = "{{nonce}}"


class PersonJson(TypedDict):
    """A person who can look into a place; `id` is a snowflake in decimal."""

    id: str
    name: str
    part: str


class PlaceJson(TypedDict):
    """A place; `id` is the channel's snowflake in decimal, `lines` counts what all can see."""

    id: str
    kind: Kind
    name: str
    about: str
    lines: int
    people: list[PersonJson]


class IndexJson(TypedDict):
    """The data that the page polls; `time` is ISO 8601 in UTC, to the second."""

    time: str
    travelling: bool
    places: list[PlaceJson]


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """A channel, thread or direct message, and the people who can read it."""

    channel: ChannelHandle
    kind: Kind
    name: str
    about: str
    people: tuple[tuple[Person, str, str], ...]  # with name and part

    def seen_by(self, person_id: int) -> list[Person]:
        """Return everyone who can read this, `person_id` first; [] when `person_id` cannot."""
        people = [person for person, _, _ in self.people]
        if person_id not in (person.id for person in people):
            return []
        return sorted(people, key=lambda person: person.id != person_id)


def places(group: DemoGroup) -> list[DemoPlace]:
    """Return channels, each followed by its threads (newest first), then all direct messages."""
    found: list[DemoPlace] = []
    for channel, about in group.channels:
        found.append(
            DemoPlace(channel, "channel", f"#{channel.name}", about, _readers(group, channel))
        )
        for thread in sorted(channel.threads, key=lambda thread: -thread.id):
            readers = _readers(group, thread)
            if readers:
                under = f"a thread in #{channel.name}"
                found.append(DemoPlace(thread, "thread", str(thread.name), under, readers))
    for resident in group.residents:
        user = resident.actor.user
        found.append(
            DemoPlace(
                user.dm_channel,
                "messages",
                f"{resident.name}’s messages from Haven",
                f"only {resident.name} sees this",
                ((user, resident.name, resident.part),),
            )
        )
    return found


def _readers(group: DemoGroup, channel: ChannelHandle) -> tuple[tuple[Person, str, str], ...]:
    return tuple(
        (resident.actor, resident.name, resident.part)
        for resident in group.residents
        if can_access_channel(group.env, channel.id, resident.actor, history=True)
    )


def _lines(group: DemoGroup, channel: ChannelHandle) -> int:
    messages = group.env.backend.messages[channel.id].values()
    return sum(not message.is_ephemeral for message in messages)


def index_json(group: DemoGroup, *, travelling: bool) -> IndexJson:
    """Return the places in the page's format; `travelling` while a jump in time is running."""
    return {
        "time": group.env.now().isoformat(timespec="seconds"),
        "travelling": travelling,
        "places": [
            {
                "id": str(place.channel.id),
                "kind": place.kind,
                "name": place.name,
                "about": place.about,
                "lines": _lines(group, place.channel),
                "people": [
                    {"id": str(person.id), "name": name, "part": part}
                    for person, name, part in place.people
                ],
            }
            for place in places(group)
        ],
    }


def index_html(nonce: str) -> str:
    """Return the page; only the script with `nonce` may run in it."""
    return _PAGE.read_text(encoding="utf-8").replace(_NONCE, nonce)
