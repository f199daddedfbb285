"""What the commands of /screen share: who may use them, and how they say what they mean."""

from collections.abc import Awaitable, Callable

from bot.core.wording import Wording
from bot.discord.boundary import Interaction, is_admin, is_carer, say
from bot.screening.decide import TO_THE_TEAM, Degree
from bot.screening.verdict import Decision, Place


async def as_team(interaction: Interaction, work: Callable[[], Awaitable[object]]) -> None:
    """Runs ``work`` for the care team and admins; tells anybody else whom to ask."""
    if not is_carer(interaction) and not is_admin(interaction):
        await say(interaction, "screen.not_you")
        return
    await work()


def row_name(content: Wording, degree: Degree) -> str:
    """What a row of the table is about, in plain words."""
    if degree.is_crisis:
        return content.say(f"screen.row_{degree.value}")
    kind, _, sure = degree.value.rpartition("_")
    return content.say(f"screen.sure_{sure}", what=content.say(f"screen.kind_{kind}"))


def place_name(content: Wording, place: Place) -> str:
    """Where a text is to appear, in plain words."""
    return content.say(f"screen.place_{place.value}")


def choice_name(content: Wording, decision: Decision) -> str:
    """A decision in a word or two."""
    return content.say(f"screen.choice_{decision.value}")


def meaning(content: Wording, place: Place, decision: Decision) -> str:
    """What a decision means for the people at that place."""
    where = "team" if place in TO_THE_TEAM else "message" if place is Place.MESSAGE else "draft"
    return content.say(f"screen.means_{where}_{decision.value}")
