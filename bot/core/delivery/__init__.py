"""Exactly once: what has been accepted reaches Discord, whatever crashes, hangs or is refused.

Imports the database only. Knows no feature and no Discord.

A feature whose messages must arrive exactly once writes a :class:`Customer`, a small adapter over
its own table, and registers it with the one :class:`DeliveryEngine`. Only the engine decides when
to claim, send, repeat, look, adopt, put off and yield to another group::

    class Notes(Customer[Note]):
        name = lane = "notes"

        def due(self, reader, now, per_group):
            return store.due(reader, now, per_group)     # ROW_NUMBER() OVER (PARTITION BY guild_id

        def claim(self, tx, key, now):
            note = store.by_id(tx, key)                  # as it was before
            if note is None or note.done or note.due_at > now:
                return None
            store.claim(tx, key, now)                    # COALESCE(claimed_at, now), attempts + 1
            return Job(what=note, attempts=note.attempts, claimed_at=note.claimed_at)

        async def find(self, job):
            return await self._gateway.find_note(job.what)

        async def send(self, job):
            return await self._gateway.send_note(job.what)   # with note.nonce

        def sent(self, tx, job, sent):
            store.sent(tx, job.what.note_id, sent.message_id)

        def refused(self, tx, job, refusal, retry):
            store.put_off(tx, job.what.note_id, retry.at, keep_claim=retry.keep)

        def release(self, tx, job):
            store.release(tx, job.what.note_id)          # claimed_at = NULL

        def put_off(self, tx, key, at):
            store.put_off(tx, key, at, keep_claim=True)

        def retry_now(self, tx, guild_id, now, after):
            store.retry_now(tx, guild_id, now, after)

    engine.add(notes)
    await engine.deliver(notes, note_id)                 # a press: now, and back when it is marked
    await engine.tick(notes)                             # the ticker: everything that is due

What a customer can rely on:

- *Steps.* After each step the row is claimed again until ``claim`` returns None. A row with
  several things to do (send, then open the thread; show, then tell) returns one job after another;
  ``what`` says which. A change that meets a sending (a withdrawal) is found by the next claim.
- *Edits and deletions* are jobs with ``Repeat.FREELY``: never claimed, never looked for. A card
  whose row has changed since it was shown returns such a job.
- *A place without nonces* (a forum) makes jobs with ``Repeat.LOOK_FIRST``.
- *Slow work before a claim* (counting who may answer) is done in ``prepare``, which returns the
  function that claims.
- *Giving up* is the customer's decision, in ``refused``: it settles the row instead of putting it
  off. ``sent`` and ``refused`` return what follows after the commit, best effort.
- *No feature's deliveries wait for another's*: each ``lane`` is one queue per group. Messages that
  may save a life (calls) have their own, and their tick is given little ``patience``.
- ``due`` and ``claim`` agree: what is put off is in neither until its time.
"""

from bot.core.delivery.claims import YOUNG_SECONDS
from bot.core.delivery.customer import Claim, Customer, Follow, Item, Job, Repeat, Retry
from bot.core.delivery.engine import DeliveryEngine
from bot.core.delivery.lanes import PATIENCE
from bot.core.delivery.outcome import Refusal, Sent
from bot.core.delivery.retry import FIXABLE_SECONDS, backoff

__all__ = [
    "FIXABLE_SECONDS",
    "PATIENCE",
    "YOUNG_SECONDS",
    "Claim",
    "Customer",
    "DeliveryEngine",
    "Follow",
    "Item",
    "Job",
    "Refusal",
    "Repeat",
    "Retry",
    "Sent",
    "backoff",
]
