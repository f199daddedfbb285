"""What the /screen commands share: who may use them, and the names of things in plain words."""

from bot.core.wording import Wording
from bot.discord.client import Interaction
from bot.discord.permissions import admit, is_team
from bot.screening.decide import TO_THE_TEAM, Degree
from bot.screening.verdict import Decision, Place


async def admit_team(interaction: Interaction, *, defer: bool = True) -> bool:
    """Return whether an admin or carer asks, and acknowledge; tell anyone else whom to ask."""
    return await admit(interaction, is_team, "screen.not_you", defer=defer)


def row_name(content: Wording, degree: Degree) -> str:
    """Return what a row of the table is about, in plain words."""
    if degree.is_crisis or degree is Degree.LANGUAGE_UNREAD:
        return content.say(f"screen.row_{degree.value}")
    kind, _, sure = degree.value.rpartition("_")
    return content.say(f"screen.sure_{sure}", what=content.say(f"screen.kind_{kind}"))


def place_name(content: Wording, place: Place) -> str:
    """Return where a text will appear, in plain words."""
    return content.say(f"screen.place_{place.value}")


def choice_name(content: Wording, decision: Decision) -> str:
    """Return a decision in a word or two."""
    return content.say(f"screen.choice_{decision.value}")


def meaning(content: Wording, place: Place, decision: Decision) -> str:
    """Return what a decision means for the people at that place."""
    where = "team" if place in TO_THE_TEAM else "message" if place is Place.MESSAGE else "draft"
    return content.say(f"screen.means_{where}_{decision.value}")
