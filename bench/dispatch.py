"""Measures how fast and how fairly messages leave, through discord.py's client and Haven's pace."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.messages import Messages, send, sending
from bot.core.pacing import RATE, Pacer

BIG = 1
"""The group that has most to send."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is sent at once: one group's ``big`` messages, and one of each of ``small``."""

    big: int = 400
    small: int = 50


class _Noting(Pacer):
    """A pacer that notes how many turns the big group had while another waited for its own."""

    def __init__(self, big: int) -> None:
        super().__init__(RATE, time.perf_counter, asyncio.sleep)
        self.all_in_line = asyncio.Event()
        self.behind_big: list[int] = []
        self._to_ask = big
        self._given = 0

    async def turn(self, key: int) -> int:
        if key != BIG:
            before = self._given
            turn = await super().turn(key)
            self.behind_big.append(self._given - before)
            return turn
        self._to_ask -= 1
        if not self._to_ask:
            self.all_in_line.set()
        turn = await super().turn(key)
        self._given += 1
        return turn


async def measure(size: Size) -> dict[str, float]:
    """Return ``dispatch.*``: messages a second after the first burst, the most that arrived in
    any one second, and behind how many messages of the big group a small one had to wait.

    Every message goes to a channel of its own, so that no limit but the bot's own is in the way.
    The small groups ask when the big one's messages are all in line.
    """
    server = Messages()
    pacer = _Noting(size.big)
    async with sending(server, pacer, _group_of) as http, asyncio.TaskGroup() as tasks:
        for number in range(size.big):
            tasks.create_task(send(http, _channel(BIG, number), f"big-{number}"))
        await pacer.all_in_line.wait()
        for group in range(BIG + 1, BIG + 1 + size.small):
            tasks.create_task(send(http, _channel(group, 0), f"small-{group}"))
    moments = [moment for moment, _ in server.arrived]
    steady = moments[
        RATE:
    ]  # the first second's leave at once: no message waits while there is room
    if len(server.taken) != size.big + size.small:
        raise RuntimeError("a message was lost or doubled")
    return {
        "dispatch.rate_per_s": round((len(steady) - 1) / (steady[-1] - steady[0]), 1),
        "dispatch.peak_per_s": most_in_a_second(moments),
        "dispatch.unfairness": max(pacer.behind_big),
    }


def most_in_a_second(moments: Sequence[float]) -> int:
    """Return the most of ``moments`` (sorted, in seconds) in any half-open second."""
    most = start = 0
    for end, moment in enumerate(moments):
        while moments[start] + 1.0 <= moment:
            start += 1
        most = max(most, end - start + 1)
    return most


def _channel(group: int, number: int) -> int:
    return group * 1_000_000 + number


def _group_of(channel: int) -> int:
    return channel // 1_000_000
