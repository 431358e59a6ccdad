import logging
import random
import traceback
from contextlib import contextmanager
from datetime import timedelta
from functools import cache

import psycopg2

from odoo import fields, models, modules

from ...channel_clients.errors import (
    AuthError,
    ChannelError,
    RateLimited,
    ScopeError,
)
from ...flags import WORKER
from ...wake import wake_in
from .maker_channel_words import SPOKEN

_logger = logging.getLogger(__name__)

LOCK_SPACE = 0x4D4B5253
FIRST_PAUSE, LONGEST_PAUSE = 15, 1800
MANY_FAILURES = 5
ATTEMPTS = 3
DATABASE_CONFLICTS = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
)


class MakerChannel(models.Model):
    """The channel's worker: alone per channel, committed step by step.

    No step holds a row lock while it waits for the network, and nothing a
    channel acknowledged is undone by a later failure.
    """

    _inherit = "maker.channel"

    failures = fields.Integer(readonly=True, copy=False)
    paused_until = fields.Datetime(
        readonly=True,
        copy=False,
        help="After repeated failures the shop is left in peace until then.",
    )
    last_error = fields.Text(string="Last problem", readonly=True, copy=False)
    last_error_at = fields.Datetime(readonly=True, copy=False)
    needs_login = fields.Boolean(
        readonly=True, copy=False, help="The shop refuses the stored credentials."
    )

    def _cron_run(self):
        """Entry point of the scheduled job; whatever happens, it never raises."""
        for channel in self.exists():
            channel._as_worker()._for_reader()._turn()

    def _turn(self):
        """Work once, then see to it that the next turn comes in time."""
        self._sleep_until_next(self._work())

    def _as_worker(self):
        """These channels with the company and context of their work."""
        self.ensure_one()
        return self.sudo().with_context(  # the worker acts for the system
            allowed_company_ids=self.company_id.ids,
            tracking_disable=True,
            mail_notrack=True,
            **{WORKER: True},
        )

    def _work(self, force=False):
        """Handle what waits for this channel.

        :param force: work although the channel rests after failures
        :return: True when it worked, False when another worker does or the
            channel rests
        """
        self.ensure_one()
        with self._lease() as alone:
            if not alone:
                return False
            if self._only_counts() or (
                self._is_running() and not self._may_work(force)
            ):
                self._guarded("_count_only", None)
                return False
            if not self._may_work(force) or not self._is_at_home():
                return False
            open_client = cache(self._client)
            healthy = all(self._guarded(step, open_client) for step in self._due())
            asked = open_client.cache_info().currsize
            if healthy and asked and (self.failures or self.last_error):
                self._insist(self._remember_recovery)
            return True

    def _due(self):
        """The worker's steps that do not rest; what should be shown is counted
        also while it may not be sent."""
        for step in self._steps():
            if not self._rests(step):
                yield step
            elif step == "_push":
                yield "_count_only"

    def _steps(self):
        """Names of the worker's steps in order; each commits what it has done.

        A step gets a function that returns the channel's client.
        """
        return [
            "_handle_events",
            "_poll_orders",
            "_retry_orders",
            "_accept",
            "_reconcile",
            "_push",
            "_mend",
            "_ship",
            "_read_money",
            "_watch_hooks",
        ]

    def _sleep_until_next(self, worked):
        """Have the job run again when there is something to do."""
        wait = self._seconds_to_next(worked)
        if wait is None:
            return
        self._insist(self._trigger, fields.Datetime.now() + timedelta(seconds=wait))
        if wait and not self._in_test_transaction():
            wake_in(self.env.cr.dbname, self.id, wait + 0.1)

    def _seconds_to_next(self, worked):
        """How long this job may sleep; None until somebody wakes it.

        Not at all when something came after the last step looked: who noted it
        woke workers that found this channel taken.

        :param worked: False when another worker has the channel
        """
        if not (self._is_running() or self._only_counts()):
            return None
        rest = (self.paused_until or fields.Datetime.now()) - fields.Datetime.now()
        if rest > timedelta():
            return rest.total_seconds()
        if self._has_news():
            return 0 if worked else 1
        if self._only_counts():
            return None
        return max(self._poll_wait(), 1) if self.import_orders else None

    def _has_news(self):
        """Whether a note or notice waits that no step has looked at."""
        if self.env["maker.channel.change"]._waits(self):
            return True
        unseen = [("channel_id", "=", self.id), ("handled_at", "=", False)]
        return self._is_running() and bool(
            self.env["maker.channel.event"].search_count(unseen, 1)
        )

    def _may_work(self, force):
        if not self._is_running():
            return False
        if force or not self.paused_until:
            return True
        return self.paused_until <= fields.Datetime.now()

    def _is_running(self):
        """Whether this channel is to be served at all."""
        return self.active and self.state == "connected" and self.mode != "paused"

    def _only_counts(self):
        """Whether nothing is sent or read, yet listings are told what to show."""
        return self.active and self.state == "connected" and self.mode == "paused"

    def _drain(self):
        """Push what changed, now. The seam for other engines and for tests."""
        return self._as_worker()._for_reader()._work(force=True)

    def _guarded(self, step, open_client):
        """Run one step; a failure is noted, never raised.

        A lacking permission stops this step alone, and the others go on.

        :return: True when the others may go on
        """
        asked = []

        def opened():
            asked.append(True)
            return open_client()

        try:
            getattr(self, step)(opened)
            if asked and self.resting_work:
                self._forget_lack(step)
            self._commit()
        except DATABASE_CONFLICTS:
            self._rollback()
            _logger.info("Channel %s: concurrent change, trying again", self.id)
            self._insist(self._trigger)
            return False
        except ScopeError as error:
            self._rollback()
            self._insist(self._remember_lack, step, error)
            return True
        except (ChannelError, *SPOKEN) as error:
            self._rollback()
            self._insist(self._remember_failure, error)
            return False
        except Exception as error:  # noqa: BLE001 noted, and logged with its trace
            self._rollback()
            trace = self._masked(traceback.format_exc())
            _logger.error("Channel %s: unexpected failure\n%s", self.id, trace)
            self._insist(self._remember_failure, error)
            return False
        return True

    def _insist(self, note, *arguments):
        """Write down ``note(*arguments)`` for good, again where somebody else
        writes to the same row; the next turn does without it if need be."""
        for _attempt in range(ATTEMPTS):
            try:
                note(*arguments)
                self._commit()
            except DATABASE_CONFLICTS:
                self._rollback()
            else:
                return
        _logger.warning("Channel %s: its state could not be noted", self.id)

    def _remember_failure(self, error):
        """Open the circuit breaker: remember why, and when to try again."""
        now = fields.Datetime.now()
        refused = isinstance(error, AuthError)
        pause = min(FIRST_PAUSE * 2 ** min(self.failures, 10), LONGEST_PAUSE)
        if refused:
            pause = LONGEST_PAUSE
        elif isinstance(error, RateLimited):
            pause = min(max(error.retry_after, 1), LONGEST_PAUSE)
        else:
            pause *= random.uniform(0.8, 1.2)
        until = now + timedelta(seconds=pause)
        told = self.needs_login
        self.write(
            {
                "failures": self.failures + 1,
                "paused_until": until,
                "last_error": self._spoken(error),
                "last_error_at": now,
                "needs_login": refused,
            }
        )
        self._trigger(until)
        if refused and not told:
            self._tell_person(self._refused_summary())
        elif self.failures == MANY_FAILURES:
            self._tell_person(self._unreached_summary())

    def _refused_summary(self):
        return self.env._("Reconnect %(channel)s", channel=self.name)

    def _unreached_summary(self):
        return self.env._("%(channel)s cannot be reached", channel=self.name)

    def _remember_recovery(self):
        self.write(
            {
                "failures": 0,
                "paused_until": False,
                "last_error": False,
                "needs_login": False,
            }
        )

    def _tell_person(self, summary):
        self._maker_todo(self.user_id, summary, self.last_error or "")

    @contextmanager
    def _lease(self):
        """Whether this process alone works on the channel, until the block ends.

        A session lock, not a row lock: it outlives the commits in between,
        holds no transaction open, and goes when the process dies.
        """
        cr = self.env.cr
        cr.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, self.id])
        (alone,) = cr.fetchone()
        try:
            yield alone
        finally:
            if alone:
                self._rollback()
                cr.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, self.id])
                if not cr.fetchone()[0]:
                    _logger.error(
                        "The lock of channel %s is in another database session: a "
                        "pooler hands out sessions per transaction. Give Odoo's "
                        "scheduled jobs a session of their own (docs/operations.md).",
                        self.id,
                    )

    def _in_test_transaction(self):
        test = modules.module.current_test
        return bool(test) and self.env.cr is getattr(test, "cr", None)

    def _commit(self):
        """Make what was done so far permanent and take a fresh snapshot.

        Inside a test's own transaction, which must never be committed, it
        only flushes.
        """
        if self._in_test_transaction():
            self.env.cr.flush()
        else:
            # what a channel acknowledged must survive any later failure
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _rollback(self):
        """Drop what was not committed; a test's transaction has savepoints."""
        if self._in_test_transaction():
            self.env.invalidate_all()
        else:
            self.env.cr.rollback()
