from functools import partial

from odoo import api, fields, models, tools

from ...wake import wake_in

KEY = "maker_channel_sync.changed"
WAKE = "maker_channel_sync.wake"


class MakerChannelChange(models.Model):
    """Notes that say “look again”, never what to do.

    Rows are only ever inserted by the transactions that change stock and
    deleted by the worker that read them. There is no unique key on purpose:
    under REPEATABLE READ, an upsert of a shared row would make the stock
    operation itself fail or wait.
    """

    _name = "maker.channel.change"
    _description = "Note that a product's quantity may have changed"
    _log_access = False
    _order = "id"

    channel_id = fields.Many2one(
        "maker.channel", required=True, ondelete="cascade", index=True
    )
    product_id = fields.Many2one(
        "product.product",
        ondelete="cascade",
        help="Empty: every listing of the channel.",
    )
    noted_at = fields.Datetime(required=True, default=fields.Datetime.now)

    @api.model
    @tools.ormcache()
    def _listening(self):
        """``((channel id, cron id), …)`` of the channels that want notes.

        A paused one wants them too: what its listings should show stays true.
        """
        self.env["maker.channel"].flush_model(["active", "state", "cron_id"])
        self.env.cr.execute(
            "SELECT id, cron_id FROM maker_channel"
            " WHERE active AND state = 'connected' AND cron_id IS NOT NULL"
            " ORDER BY id"
        )
        return tuple(self.env.cr.fetchall())

    @api.model
    def _forget_channels(self):
        self.env.registry.clear_cache()

    @api.model
    def _note(self, product_ids):
        """Remember that these products may sell differently from now on.

        Costs nothing but a set until the transaction flushes, and nothing at
        all while no channel is connected.
        """
        if not product_ids or not self._listening():
            return
        precommit = self.env.cr.precommit
        noted = precommit.data.get(KEY)
        if noted is None:
            noted = precommit.data[KEY] = set()
            precommit.add(partial(self.sudo()._insert_noted))  # notes are internal
        noted.update(product_ids)

    @api.model
    def _insert_noted(self):
        product_ids = self.env.cr.precommit.data.pop(KEY, None)
        listening = self._listening()
        if product_ids and listening:
            self._insert(listening, list(product_ids))

    @api.model
    def _note_channels(self, channels):
        """Ask the given channels to look at all their listings again."""
        channels.flush_recordset()
        pairs = [pair for pair in self._listening() if pair[0] in set(channels._ids)]
        if pairs:
            self.sudo()._insert(pairs, [None])  # notes are internal

    def _insert(self, listening, product_ids):
        """Insert the notes and wake the channels' jobs, in one statement.

        ``ir.cron._trigger`` would create one record a channel; five channels
        would cost more than the stock operation may be slowed by. A product that
        was deleted since it was noted has nothing left to show. The moment is a
        whole second: ``ir.cron`` clears no trigger of the current second's fraction,
        and would run every job twice.
        """
        self.env.cr.execute(
            """
            WITH listening AS (
                SELECT * FROM unnest(%s, %s) AS l(channel_id, cron_id)
            ), noted AS (
                INSERT INTO maker_channel_change (channel_id, product_id, noted_at)
                SELECT l.channel_id, p.id, clock_timestamp() AT TIME ZONE 'UTC'
                  FROM listening l
            CROSS JOIN unnest(%s::int[]) AS p(id)
                 WHERE p.id IS NULL
                    OR EXISTS (SELECT FROM product_product WHERE id = p.id)
            )
            INSERT INTO ir_cron_trigger (cron_id, call_at)
            SELECT cron_id, date_trunc('second', now() AT TIME ZONE 'UTC')
              FROM listening
            """,
            [
                [pair[0] for pair in listening],
                [pair[1] for pair in listening],
                product_ids,
            ],
        )
        postcommit = self.env.cr.postcommit
        if not postcommit.data.get(WAKE):
            postcommit.data[WAKE] = True
            # a notification costs a new connection: not the user's time
            postcommit.add(partial(wake_in, self.env.cr.dbname, KEY, 0))

    @api.model
    def _read(self, channel, limit=10_000):
        """The oldest notes of a channel as ``[(id, product id, noted at)]``."""
        self.env.cr.execute(
            "SELECT id, product_id, noted_at FROM maker_channel_change"
            " WHERE channel_id = %s ORDER BY id LIMIT %s",
            [channel.id, limit],
        )
        return self.env.cr.fetchall()

    @api.model
    def _waits(self, channel):
        """Whether a note of the channel was left or came meanwhile."""
        self.env.cr.execute(
            "SELECT EXISTS (SELECT FROM maker_channel_change WHERE channel_id = %s)",
            [channel.id],
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _delete(self, note_ids):
        """Delete exactly the notes that were read."""
        if note_ids:
            self.env.cr.execute(
                "DELETE FROM maker_channel_change WHERE id = ANY(%s)", [list(note_ids)]
            )
