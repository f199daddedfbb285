"""Values and rules of a group's settings. Pure."""

from dataclasses import dataclass, fields
from enum import Enum

LINK_DAYS = 14
"""Days for which Haven can still tell an author which shares are theirs."""
LINK_DAYS_MOST = 30

RELEASE_CHOICES = (0, 60, 180, 360, 720, 1440)
"""Minutes between release windows that an admin may choose; 0 turns the windows off."""

SMALL_GROUP = 25
"""Below this member count Haven suggests the next release window instead of "now".

It also tells members that being seen online can give an author away.
"""

TINY_GROUP = 12
"""Below this member count Haven warns that style and story can give an author away regardless."""

RELEASE_BY_SIZE = ((SMALL_GROUP, 1440), (100, 360), (1000, 180))
"""Pairs of (group size, minutes): the default window for groups below that size; otherwise 60.

A window hides when a post was written. That matters most in a small group, where members know who
was online; only a long window has an effect there that is worth the wait.
"""

PERMISSION_NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_public_threads": "Create Public Threads",
    "manage_threads": "Manage Threads",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
"""Maps discord.py's attribute to the name that an admin sees in Discord's settings."""

_EVERYWHERE = ("view_channel", "send_messages", "embed_links", "read_message_history")
_IN_THREADS = ("send_messages_in_threads", "manage_threads")
SHARING_NEEDS = (
    *_EVERYWHERE,
    "create_public_threads",
    *_IN_THREADS,
)
FORUM_NEEDS = (*_EVERYWHERE, *_IN_THREADS)
CARE_NEEDS = _EVERYWHERE
CHECKIN_NEEDS = (*_EVERYWHERE, "attach_files")
"""The permissions needed where check-ins are posted: a result comes with a picture."""


class Trouble(Enum):
    """The reason why Haven cannot post in the sharing channel at the moment."""

    CHANNEL_GONE = "channel_gone"
    NOT_ALLOWED = "not_allowed"
    DISCORD_DOWN = "discord_down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The settings of one group. Ids are Discord's; None means not chosen yet."""

    guild_id: int
    sharing_channel_id: int | None = None
    care_channel_id: int | None = None
    moderator_role_id: int | None = None
    listener_role_id: int | None = None
    vetting: bool = False
    link_days: int = LINK_DAYS
    release_minutes: int | None = None
    trouble: Trouble | None = None
    care_trouble: bool = False

    @property
    def ready(self) -> bool:
        """Return whether sharing can begin: the channels and the moderator role are chosen."""
        return None not in (
            self.sharing_channel_id,
            self.care_channel_id,
            self.moderator_role_id,
        )


CHOSEN = tuple(
    f.name for f in fields(Group) if f.name not in ("guild_id", "trouble", "care_trouble")
)
"""The fields that an admin sets with ``/setup``, in the order shown."""


class SetupFault(Enum):
    """The reason why a choice in ``/setup`` is refused."""

    SAME_CHANNEL = "same_channel"
    CARE_IS_PUBLIC = "care_is_public"
    ROLE_IS_EVERYONE = "role_is_everyone"
    SAME_ROLE = "same_role"


def release_minutes(group: Group, size: int) -> int:
    """Return the minutes between this group's release windows; 0 when it has none."""
    if group.release_minutes is not None:
        return group.release_minutes
    return next((minutes for below, minutes in RELEASE_BY_SIZE if size < below), 60)


def setup_fault(group: Group, *, everyone_sees_care: bool) -> SetupFault | None:
    """Return what is wrong with the settings taken together; None when they are consistent."""
    if group.sharing_channel_id and group.sharing_channel_id == group.care_channel_id:
        return SetupFault.SAME_CHANNEL
    if everyone_sees_care:
        return SetupFault.CARE_IS_PUBLIC
    if group.guild_id in (group.moderator_role_id, group.listener_role_id):
        return SetupFault.ROLE_IS_EVERYONE  # the @everyone role has the server's own id
    if group.moderator_role_id and group.moderator_role_id == group.listener_role_id:
        return SetupFault.SAME_ROLE
    return None
