from odoo import models


class ResPartner(models.Model):
    """The time zone of a company's contact says what a day of the company is."""

    _inherit = "res.partner"

    def write(self, vals):
        moved = {}
        if "tz" in vals:
            # sudo: what a zone is of does not depend on who changes it
            companies = self.env["res.company"].sudo()
            companies = companies.search([("partner_id", "in", self.ids)])
            moved = {company: company._maker_zone() for company in companies}
        result = super().write(vals)
        for company, zone in moved.items():
            if company._maker_zone() != zone:
                company._maker_note_zone(zone)
        return result
