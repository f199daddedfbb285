"""The age of a claim: whether Discord still knows the nonce that was sent with it.

Invariants:

- A claim is young only if every available clock says so. For a claim of this process that includes
  the monotonic clock, which no one can set.
- Once the wall clock was set back, it alone cannot make a claim young; and a claim that has been
  old is never young again.
- Not detected: a clock that is set back while Haven is down, by just enough to make a claim of
  minutes ago look like one of seconds ago.
"""

from collections.abc import Callable

YOUNG_SECONDS = 120
"""Seconds for which a sending is simply repeated with its nonce: Discord then answers with the
first message. (It checks uniqueness "in the past few minutes".) Later the channel is searched."""

KNOWN_SECONDS = 165
"""Seconds from its claim within which a repeated sending has to take effect, including the time
in queues: soon after, Discord would not know the nonce."""


class Claims:
    """The claims made by this process, by delivery, with the time of each."""

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
        """Note that the delivery no longer has a claim."""
        self._made.pop(delivery, None)
        self._old.discard(delivery)

    def distrust_the_clock(self) -> None:
        """Note that the wall clock was set back: it cannot tell the age of earlier claims."""
        self._set_back = True

    def young(self, delivery: str, claimed_at: int, now: int) -> bool:
        """Return whether the nonce of a sending claimed at that time is surely still known."""
        if delivery not in self._old and self._is_young(delivery, now - claimed_at):
            return True
        self._old.add(delivery)
        return False

    def left(self, delivery: str, claimed_at: int, now: int) -> float:
        """Return for how many more seconds the nonce of a young claim is known."""
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
