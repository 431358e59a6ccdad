from datetime import timedelta

from odoo import fields, models

PATIENCE = timedelta(minutes=1)


class MakerChannel(models.Model):
    """Turns of a channel run as jobs of the queue."""

    _inherit = "maker.channel"

    def _cron_run(self):
        """Hand each channel's turn to the job runner.

        What is to be done is in the channel's notes, never in the job: a job that
        is lost, doubled or merged with an earlier one costs time at most. Where no
        runner takes jobs, the scheduled job does the work itself.
        """
        left = self.exists().filtered(lambda channel: channel._job_is_left())
        for channel in self.exists() - left:
            channel.with_delay(
                description=self.env._("Maker channel: %(name)s", name=channel.name),
                identity_key=channel._job_key(),
                max_retries=1,
            )._job_turn()
        return super(MakerChannel, left)._cron_run()

    def _job_turn(self):
        """One turn of the worker, as a job."""
        for channel in self.exists():
            channel._as_worker()._turn()

    def _job_key(self):
        self.ensure_one()
        return f"maker.channel:{self.id}"

    def _job_is_left(self):
        """Whether a job of this channel was left lying: the runner is not there."""
        self.ensure_one()
        # jobs are the system's
        left = (
            self.env["queue.job"]
            .sudo()
            .search_count(
                [
                    ("identity_key", "=", self._job_key()),
                    ("state", "in", ("pending", "enqueued")),
                    ("date_created", "<", fields.Datetime.now() - PATIENCE),
                ],
                limit=1,
            )
        )
        return bool(left)
