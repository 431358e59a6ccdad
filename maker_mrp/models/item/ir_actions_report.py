from odoo import models

from ...public import check_groups


class IrActionsReport(models.Model):
    """Maker's reports are printed for people of the business alone."""

    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        """Maker's reports are for the business: Odoo prints for whoever may read.

        What a report is about, such as price lists and runs, other apps let the
        portal and visitors of a website read.
        """
        if report.report_name.startswith("maker_"):
            check_groups(self.env, "base.group_user")
        return super()._get_rendering_context(report, docids, data)
