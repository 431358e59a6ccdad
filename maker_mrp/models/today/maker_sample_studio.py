from odoo import Command, api, models
from odoo.exceptions import UserError

from ...public import a_record, a_text, only_for, takes
from ...sample_studios import STUDIOS
from .sample_builder import SampleBuilder
from .sample_removal import SampleRemoval


class MakerSampleStudio(models.AbstractModel):
    """A small studio to look around in, in a company of its own that can go again."""

    _name = "maker.sample.studio"
    _description = "Sample studio"

    @api.model
    def _crafts(self):
        """``{craft: its name}`` of the studios there are."""
        return {
            "candles": self.env._("Candles"),
            "soap": self.env._("Soap"),
            "jewellery": self.env._("Jewellery"),
            "cosmetics": self.env._("Cosmetics"),
            "food": self.env._("Food"),
        }

    @api.model
    def _studios(self):
        """The companies that are sample studios."""
        # a manager sees that a studio is there before she is let into its company
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return companies.search([("maker_sample", "!=", False)])

    @api.model
    def _page(self):
        """What the Today page says of sample studios, None for who may not have one.

        :return: ``{"here", "studios", "crafts"}``: the studio the user is in, those
            there are, and the crafts of which one can be built in an empty business
        """
        if not self.env.user.has_group("maker_mrp.group_manager"):
            return None
        studios = self._studios()
        crafts = self._crafts()
        here = studios & self.env.company
        taken = set(studios.mapped("maker_sample"))
        empty = not here and self._is_empty()
        return {
            "here": self._here(here) if here else None,
            "studios": [
                {"id": studio.id, "craft": studio.maker_sample, "name": studio.name}
                for studio in studios - here
            ]
            if not here
            else [],
            "crafts": [
                {"craft": craft, "name": name}
                for craft, name in crafts.items()
                if empty and craft not in taken
            ],
        }

    @api.model
    def _is_empty(self):
        """Whether the business has nothing of its own yet that Maker works with."""
        return not (
            self.env["product.template"].search_count(
                [("maker_kind", "!=", False)], limit=1
            )
            or self.env["mrp.bom"].search_count([], limit=1)
        )

    @api.model
    def _here(self, studio):
        return {
            "id": studio.id,
            "name": studio.name,
            "same": self._same_skus(studio),
            "warning": self._removal_words(studio),
        }

    @api.model
    def _same_skus(self, studio):
        """A sentence about SKUs that the business uses as well, or nothing."""
        skus = STUDIOS[studio.maker_sample].skus
        own = self.env["product.product"].sudo()  # of companies not ticked now, too
        own = own.search_count(
            [("default_code", "in", skus), ("company_id", "!=", studio.id)]
        )
        return own and self.env._(
            "%(count)s of its SKUs are used by your own business, too. They are other "
            "items: nothing of one is counted, sold or changed in the other.",
            count=own,
        )

    @api.model
    def _removal_words(self, studio):
        own = [("company_id", "=", studio.id)]
        data = STUDIOS[studio.maker_sample]
        added = {
            self.env._("items"): self.env["product.product"].search_count(
                [*own, ("default_code", "not in", data.skus)]
            ),
            self.env._("runs"): self.env["mrp.production"].search_count(own)
            - len(data.finished)
            - 1,
            self.env._("sales"): self.env["sale.order"].search_count(own),
            self.env._("purchases"): self.env["purchase.order"].search_count(own),
        }
        told = ", ".join(
            f"{name}: {count}" for name, count in added.items() if count > 0
        )
        words = self.env._(
            "“%(studio)s” goes with all its items, recipes, stock, runs and documents. "
            "Nothing of your own business is touched.",
            studio=studio.name,
        )
        if told:
            words += " " + self.env._(
                "What you added in it goes as well (%(added)s).", added=told
            )
        return words

    @api.model
    @only_for("maker_mrp.group_manager")
    @takes(craft=a_text)
    def open_studio(self, craft):
        """Build the sample studio of ``craft``, or let the user into the one there is.

        :return: the id of its company
        """
        if craft not in STUDIOS:
            raise UserError(self.env._("There is no sample studio of this craft."))
        company = self._studios().filtered(lambda one: one.maker_sample == craft)
        if not company:
            company = self._build(craft)
        # a person's companies are an administrator's to write; this one holds nothing
        # but the sample
        self.env.user.sudo().write({"company_ids": [Command.link(company.id)]})
        return company.id

    @api.model
    def _build(self, craft):
        # shared by all companies, and only switched back
        between = self.env.ref("stock.stock_location_inter_company").sudo()
        was_active = between.active
        # only an administrator may create a company; a sample studio is a manager's
        company = self.env["res.company"].sudo().create(self._company_values(craft))
        company = company.with_context(
            allowed_company_ids=company.ids, tracking_disable=True
        ).with_company(company)
        # the studio trades with nobody: what Odoo switches on for a second company
        # stays as it was
        between.active = was_active
        company._maker_value_at_average()
        SampleBuilder(company, STUDIOS[craft]).build()
        return company

    @api.model
    def _company_values(self, craft):
        own = self.env.company
        name = self.env._("Sample studio: %(craft)s", craft=self._crafts()[craft])
        # names of companies the user does not know are taken as well
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        taken = set(companies.search([("name", "=like", f"{name}%")]).mapped("name"))
        names = (f"{name} {number}" for number in range(2, len(taken) + 3))
        if name in taken:  # names of companies are unique
            name = next(one for one in names if one not in taken)
        # its partner has no country: Odoo would install the country's books
        partner = companies.env["res.partner"].create(
            {"name": name, "is_company": True, "tz": own._maker_zone()}
        )
        return {
            "name": name,
            "partner_id": partner.id,
            "currency_id": own.currency_id.id,
            "maker_sample": craft,
            "maker_vendor_cost": True,
        }

    @api.model
    @only_for("maker_mrp.group_manager")
    @takes(company_id=a_record)
    def remove_studio(self, company_id):
        """Remove a sample studio whole, with everything that was added to it.

        :return: the id of the company the user works in from now on
        :raise UserError: when a record outside it needs one of its own; nothing is
            removed then
        """
        company = self._studios().browse(company_id).exists()
        if not company or company not in self._studios():
            raise UserError(
                self.env._("This sample studio is not there any more. Reload the page.")
            )
        users = self._users_of(company)
        # a company goes row by row through no model's rights: it holds the sample alone
        removal = SampleRemoval(company)
        holding = removal.collect()
        if holding:
            raise UserError(self._holding_words(company, holding))
        for user in users:
            if user.company_id == company:
                user.company_id = (user.company_ids - company)[0]
        users.write({"company_ids": [Command.unlink(company.id)]})
        removal.delete()
        return users.browse(self.env.uid).company_id.id

    @api.model
    def _users_of(self, company):
        """Who may work in ``company``, all of whom have another one."""
        users = company.env["res.users"].with_context(active_test=False)
        users = users.search([("company_ids", "in", company.ids)])
        stuck = users.filtered(lambda user: user.company_ids == company)
        if stuck:
            raise UserError(
                self.env._(
                    "%(users)s may work in “%(studio)s” alone. Give them another "
                    "company first, then remove it.",
                    users=", ".join(stuck.mapped("name")),
                    studio=company.name,
                )
            )
        return users

    @api.model
    def _holding_words(self, company, holding):
        names = {
            model._table: self.env["ir.model"]._get(model._name).name
            for model in self.env.registry.values()
            if not model._abstract and model._table in holding
        }
        return self.env._(
            "“%(studio)s” is not removed: records outside it use something of it "
            "(%(records)s). Delete those, or have them use something of your own; "
            "nothing was changed.",
            studio=company.name,
            records=", ".join(
                f"{names.get(table, table)}: {count}"
                for table, count in sorted(holding.items())
            ),
        )
