from odoo import api, models


class MakerToday(models.AbstractModel):
    """The first steps of a new studio, each on a screen of Maker's own."""

    _inherit = "maker.today"

    @api.model
    def _checklist(self):
        return [
            *super()._checklist(),
            self._step_units(),
            self._step(
                self.env._("Add your materials"),
                self.env._("Wax, oils, wire: what goes into what you make."),
                self._has_items([("maker_kind", "=", "material")]),
                "maker_mrp.maker_material_action",
            ),
            self._step_recipe(),
            self._step_run(),
            self._step_opening_stock(),
            *self._steps_selling(),
            self._step_books(),
        ]

    @api.model
    def _steps_selling(self):
        """Steps of where things are sold, between stock and books."""
        return []

    @api.model
    def _has_items(self, domain=(("maker_kind", "!=", False),)):
        return self._exists("product.template", list(domain))

    @api.model
    def _has_stock(self):
        return self._exists(
            "stock.quant",
            [
                *self._company_domain(),
                ("location_id.usage", "=", "internal"),
                ("quantity", ">", 0),
            ],
        )

    @api.model
    def _has_run(self):
        done = [*self._company_domain(), ("state", "=", "done")]
        return self._exists("mrp.production", done)

    @api.model
    def _step_recipe(self):
        hint = self.env._("What one batch takes and how much it yields.")
        if self._has_items([("maker_kind", "in", ("material", "component"))]) is False:
            hint = self.env._(
                "There is no material yet: add what your product is made of first."
            )
        return self._step(
            self.env._("Write a recipe"),
            hint,
            self._exists("mrp.bom", [("type", "=", "normal")]),
            "maker_mrp.maker_recipe_action",
        )

    @api.model
    def _step_run(self):
        """A run may come before the count: what it takes is told to be missing."""
        hint = self.env._("Materials leave the shelf, products come on it.")
        if self._exists("mrp.bom", [("type", "=", "normal")]) is False:
            hint = self.env._("There is no recipe yet: write one first.")
        elif self._has_stock() is False:
            hint = self.env._(
                "Nothing is on the shelf yet, so a run lacks its materials: count them "
                "first (the next step)."
            )
            if self.env.companies._maker_lets_go_on():
                hint = self.env._(
                    "Nothing is on the shelf yet: count your materials first (the next "
                    "step), or tick “Go on without them” in the run and count later."
                )
        return self._step(
            self.env._("Log a run"),
            hint,
            self._has_run(),
            "maker_mrp.maker_run_log_action",
        )

    @api.model
    def _step_books(self):
        hint = self.env._("What the goods you sold did cost; closed figures stand.")
        if self._has_stock() is False and not self._has_run():
            hint = self.env._(
                "Nothing was counted, bought or made yet: a month closed now says 0.00."
            )
        return self._step(
            self.env._("Close your first month"),
            hint,
            self._exists(
                "maker.cogs.period",
                [*self._company_domain(), ("state", "=", "closed")],
            ),
            "maker_mrp.maker_cogs_period_action",
            fresh=False,
        )

    @api.model
    def _step_units(self):
        """Done where something is measured, or made, in the units there are."""
        pieces = self.env["uom.uom"]._maker_uom("uom.product_uom_unit")
        measured = [("maker_kind", "!=", False), ("uom_id", "!=", pieces.id)]
        return self._step(
            self.env._("Look at your units"),
            self.env._("Grams, millilitres, ounces, pieces: buy in any, keep in one."),
            self._exists("product.template", measured) or self._has_run(),
            "maker_mrp.maker_unit_action",
            fresh=False,
        )

    @api.model
    def _step_opening_stock(self):
        if not self.env.user.has_group("maker_mrp.group_user"):
            return None
        hint = self.env._("Your opening stock; what is not counted is taken as none.")
        if self._has_items() is False:
            hint = self.env._(
                "There is nothing to count yet: add your materials first."
            )
        return self._step(
            self.env._("Count what is on the shelf"),
            hint,
            self._has_stock(),
            "maker_mrp.stock_quant_action_counts_open",
            fresh=False,
        )

    @api.model
    def _exists(self, model, domain):
        """Whether the user sees a record of ``domain``; None for who may see none."""
        if not self._readable(model):
            return None
        return bool(self.env[model].search_count(domain, limit=1))

    @api.model
    def _step(self, label, hint, done, screen, fresh=True):
        """One step.

        :param done: whether it was taken; None leaves the step out
        :param screen: XML id of the action in which it is taken
        :param fresh: open it with a new record until then, for who may make one
        :return: ``{"label", "hint", "done", "action"}``
        """
        if done is None:
            return None
        action = self.env["ir.actions.actions"]._for_xml_id(screen)
        fresh = fresh and not done
        model = action.get("res_model")  # a server action opens what it likes
        if model and not self.env[model].has_access("create" if fresh else "read"):
            return None
        if fresh:
            action["views"] = sorted(
                action["views"], key=lambda view: view[1] != "form"
            )
        return {"label": label, "hint": hint, "done": done, "action": action}
