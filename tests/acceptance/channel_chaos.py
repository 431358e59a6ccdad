"""What can go wrong in a worker, and what it complains about."""

from __future__ import annotations

import logging

import psycopg2


class Killed(BaseException):
    """The worker's process dies here."""


class Chaos:
    """Makes a worker fail where it commits: killed, or refused by the database."""

    def __init__(self):
        self.plan = ""
        self.countdown = 0
        self.shown: dict[str, int] = {}

    def add(self, plan, countdown):
        self.plan, self.countdown = plan, countdown

    def commit(self, commit, channel):
        """Commit for ``channel``, unless it is time for what was planned."""
        self.countdown -= 1
        if not self.plan or self.countdown:
            return commit(channel)
        plan, self.plan = self.plan, ""
        self.shown[plan] = self.shown.get(plan, 0) + 1
        if plan == "killed_after_commit":
            commit(channel)
        if plan == "serialization":
            raise psycopg2.errors.SerializationFailure("could not serialize access")
        raise Killed(plan)


class Complaints(logging.Handler):
    """Keeps what the addon logs as an error."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.texts = []

    def emit(self, record):
        self.texts.append(self.format(record))
