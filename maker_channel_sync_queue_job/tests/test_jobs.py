from datetime import timedelta

from freezegun import freeze_time

from odoo import fields

from odoo.addons.maker_channel_sync.tests.common import ChannelCase
from odoo.addons.queue_job.job import Job


class TestJobs(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.on_etsy = cls._list(cls.etsy, cls.candle)
        cls.on_shopify = cls._list(cls.shopify, cls.candle)

    def _jobs(self, channel=None):
        channel = channel or self.shopify
        return self.env["queue.job"].search(
            [("identity_key", "=", channel._job_key()), ("state", "!=", "done")]
        )

    def _start(self, record):
        job = Job.load(self.env, record.uuid)
        job.set_started()
        job.store()
        return job

    def _finish(self, job):
        job.func(*job.args, **job.kwargs)
        job.set_done()
        job.store()

    def test_the_scheduled_job_only_makes_jobs(self):
        self.shopify._cron_run()
        self.assertEqual(len(self._jobs()), 1)
        self.assertEqual(self._shown(self.on_shopify), 0)
        self._finish(self._start(self._jobs()))
        self.assertEqual(self._shown(self.on_shopify), 10)

    def test_one_job_a_channel_waits_at_most(self):
        for _turn in range(3):
            (self.shopify | self.etsy)._cron_run()
        self.assertEqual(len(self._jobs()), 1)
        self.assertEqual(len(self._jobs(self.etsy)), 1)

    def test_the_job_runs_in_the_channel_for_maker_and_may_commit(self):
        self.shopify._cron_run()
        self.assertEqual(self._jobs().channel, "root.maker")
        self.assertTrue(Job.load(self.env, self._jobs().uuid).job_config.allow_commit)

    def test_a_change_while_a_job_waits_is_not_lost(self):
        self.shopify._cron_run()
        self._receive(self.candle, 5)
        self.env.cr.flush()
        self.shopify._cron_run()
        self._finish(self._start(self._jobs()))
        self.assertEqual(self._shown(self.on_shopify), 15)
        self.assertFalse(self._jobs())

    def test_a_change_while_a_job_runs_is_not_lost(self):
        self.shopify._cron_run()
        running = self._start(self._jobs())
        client = self.clients[self.shopify]
        answer = client.set_stock

        def set_stock(changes):
            # somebody receives candles between our reading and our sending
            client.set_stock = answer
            self._receive(self.candle, 5)
            self.env.cr.flush()
            return answer(changes)

        client.set_stock = set_stock
        self._finish(running)
        self.shopify._cron_run()
        for record in self._jobs():
            self._finish(self._start(record))
        self.assertEqual(self._shown(self.on_shopify), 15)

    def test_two_jobs_of_one_channel_push_once(self):
        self.shopify._cron_run()
        first = self._start(self._jobs())
        self.shopify._cron_run()
        second = self._jobs().filtered(lambda job: job.state == "pending")
        self._finish(self._start(second))
        self._finish(first)
        self.assertEqual(self.clients[self.shopify].writes, [("shopify-CANDLE", 10)])

    def test_without_a_runner_the_scheduled_job_does_the_work(self):
        self.shopify._cron_run()
        later = fields.Datetime.now() + timedelta(minutes=5)
        with freeze_time(later):
            self.shopify._cron_run()
        self.assertEqual(self._shown(self.on_shopify), 10)
