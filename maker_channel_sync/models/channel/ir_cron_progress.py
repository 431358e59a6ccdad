from odoo import api, models


class IrCronProgress(models.Model):
    """Turns of channels leave no progress behind."""

    _inherit = "ir.cron.progress"

    @api.autovacuum
    def _gc_channel_turns(self):
        """Keep an hour of the channels' turns.

        A turn every few seconds leaves more rows than Odoo's own vacuum, which
        keeps a week and removes 100,000 a day, gets rid of.
        """
        self.env.cr.execute(
            """
            DELETE FROM ir_cron_progress
                  WHERE cron_id IN (SELECT cron_id FROM maker_channel)
                    AND create_date
                        < now() AT TIME ZONE 'UTC' - interval '1 hour'
            """
        )
