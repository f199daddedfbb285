"""How old a claim is: whether Discord still knows the nonce that was sent since.

Invariants:

- A claim is young only by every clock at hand. For a claim of this process that is also the
  monotonic clock, which no one sets.
- Once the wall clock was set back, its word alone does not make any claim young; and a claim that
  has been old is never young again.
- What this cannot see: a clock that is set back while Haven is down, by just so much that a claim
  of minutes ago looks like one of seconds ago.
"""

from collections.abc import Callable

YOUNG_SECONDS = 120
"""For this long a sending is simply repeated with its nonce: Discord then answers with the first
message. (It checks uniqueness "in the past few minutes".) Later the channel is searched first."""

KNOWN_SECONDS = 165
"""A sending that is repeated has to take effect within this time of its claim, wherever it had to
queue: soon after, Discord would not know the nonce."""


class Claims:
    """The claims that this process has made, by delivery, and when."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._made: dict[str, float] = {}
        self._old: set[str] = set()
        self._set_back = False

    def made(self, delivery: str) -> None:
        """Note that the delivery has been claimed just now."""
        self._old.discard(delivery)
        self._made[delivery] = self._monotonic()

    def ended(self, delivery: str) -> None:
        """Note that the delivery has no claim any longer."""
        self._made.pop(delivery, None)
        self._old.discard(delivery)

    def distrust_the_clock(self) -> None:
        """Note that the wall clock was set back: it cannot tell the age of earlier claims."""
        self._set_back = True

    def young(self, delivery: str, claimed_at: int, now: int) -> bool:
        """Return whether the nonce of a sending claimed then surely still holds."""
        if delivery not in self._old and self._is_young(delivery, now - claimed_at):
            return True
        self._old.add(delivery)
        return False

    def left(self, delivery: str, claimed_at: int, now: int) -> float:
        """Return for how many seconds the nonce of a young claim will still hold."""
        made = self._made.get(delivery)
        age = now - claimed_at
        return KNOWN_SECONDS - (age if made is None else max(age, self._monotonic() - made))

    def _is_young(self, delivery: str, age: int) -> bool:
        if not 0 <= age < YOUNG_SECONDS:
            return False
        made = self._made.get(delivery)
        if made is None:
            return not self._set_back
        return self._monotonic() - made < YOUNG_SECONDS
