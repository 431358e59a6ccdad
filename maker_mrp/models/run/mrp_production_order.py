from collections import defaultdict

from odoo import Command, fields, models


class MrpProduction(models.Model):
    """Plans runs for what orders take below zero, and takes plans back."""

    _inherit = "mrp.production"

    maker_sale_order_ids = fields.Many2many(
        "sale.order",
        "maker_run_sale_order_rel",
        string="Made for",
        copy=False,
        readonly=True,
        help="Orders that took the available quantity below zero.",
        groups="base.group_user",
    )
    maker_order_qty = fields.Float(
        "Asked by orders",
        digits="Product Unit",
        copy=False,
        readonly=True,
        help="How much of this run was planned because orders asked for it.",
        groups="base.group_user",
    )
    maker_spare_qty = fields.Float(
        "More than ordered",
        digits="Product Unit",
        copy=False,
        readonly=True,
        help="How much of this run no order asks for any more.",
        groups="base.group_user",
    )

    def _maker_cover_order(self, order, products):
        """Make what ``order`` takes below zero, its components included.

        Existing plans count first: editing an order changes its plan instead of
        adding another, and a smaller order takes back what was only proposed.

        :param products: products of the order whose availability may have changed
        :return: runs that were planned, enlarged or started
        """
        touched = self.browse()
        company = order.company_id
        level = self._maker_made_on_order(products, company)
        while level:
            nets = self._maker_nets(level, order.warehouse_id)
            changed = self.browse()
            for product in level:
                changed |= self._maker_cover(order, product, nets[product])
            if not changed:
                break
            touched |= changed
            # plans made or taken back here change what is needed of components
            components = self._maker_components(level, company)
            level = self._maker_made_on_order(components, company)
        self._maker_start_planned(touched)
        return touched.exists()

    def _maker_made_on_order(self, products, company):
        """Those of ``products`` that are made when an order takes the last."""
        wanted = products.filtered(
            lambda product: (
                product.is_storable and product.maker_make_on_order != "never"
            )
        )
        recipes = self.env["mrp.bom"]._bom_find(
            wanted, company_id=company.id, bom_type="normal"
        )
        return wanted.filtered(lambda product: recipes[product])

    def _maker_components(self, products, company):
        recipes = self.env["mrp.bom"]._bom_find(
            products, company_id=company.id, bom_type="normal"
        )
        return self.env["mrp.bom"].union(*recipes.values()).bom_line_ids.product_id

    def _maker_nets(self, products, warehouse):
        """What will be available of each product once every plan is carried out.

        Odoo's forecast knows confirmed runs; drafts are added here, with what they
        make and what they use.

        :return: ``{product: quantity in its own unit}``
        """
        self.env.flush_all()
        products.invalidate_recordset(["virtual_available"])
        nets = {
            product: product.with_context(warehouse_id=warehouse.id).virtual_available
            for product in products
        }
        drafts = self.search(
            [
                ("state", "=", "draft"),
                ("picking_type_id.warehouse_id", "=", warehouse.id),
                "|",
                ("product_id", "in", products.ids),
                ("move_raw_ids.product_id", "in", products.ids),
            ]
        )
        for run in drafts:
            if run.product_id in nets:
                nets[run.product_id] += run.product_uom_qty
            for move in run.move_raw_ids:
                if move.product_id in nets:
                    nets[move.product_id] -= move.product_qty
        return nets

    def _maker_cover(self, order, product, net):
        """Bring the plan for one product in line with what is short of it.

        :param net: available quantity once all plans are carried out
        :return: the runs that changed; plans that are no longer needed are gone
        """
        compare = product.uom_id.compare
        changed = self.browse()
        if compare(net, 0) < 0:
            changed = self._maker_plan_more(order, product, -net)
            net = 0.0
        elif compare(net, 0) > 0:
            changed, net = self._maker_plan_less(order, product, net)
        self._maker_note_spare(order, product, net)
        return changed

    def _maker_made_for_orders(self, order, product):
        """Open runs planned because of orders: those of ``order`` first, newest first.

        Orders share one stock, so a plan made for one may be spare when another
        shrinks.
        """
        runs = self.search(
            [
                ("maker_sale_order_ids", "!=", False),
                ("product_id", "=", product.id),
                ("state", "not in", ("done", "cancel")),
                ("picking_type_id.warehouse_id", "=", order.warehouse_id.id),
            ]
        )
        return runs.sorted(
            lambda run: (order in run.maker_sale_order_ids, run.id), reverse=True
        )

    def _maker_plan_more(self, order, product, quantity):
        proposal = self._maker_made_for_orders(order, product).filtered(
            lambda run: run.state == "draft" and order in run.maker_sale_order_ids
        )[-1:]
        if proposal:
            more = product._maker_convert(
                quantity, product.uom_id, proposal.product_uom_id, guard=False
            )
            proposal.product_qty += more
            proposal.maker_order_qty += more
            return proposal
        recipe = self.env["mrp.bom"]._bom_find(
            product, company_id=order.company_id.id, bom_type="normal"
        )[product]
        needed = recipe.product_uom_id.round(
            product._maker_convert(
                quantity, product.uom_id, recipe.product_uom_id, guard=False
            ),
            rounding_method="UP",
        )
        due = order.commitment_date or order.expected_date
        return self.create(
            {
                "product_id": product.id,
                "bom_id": recipe.id,
                "product_qty": needed,
                "maker_order_qty": needed,
                "product_uom_id": recipe.product_uom_id.id,
                "picking_type_id": order.warehouse_id.manu_type_id.id,
                "company_id": order.company_id.id,
                "origin": order.name,
                "user_id": product.responsible_id.id,
                "date_deadline": due or fields.Datetime.now(),
                "maker_sale_order_ids": [Command.set(order.ids)],
                "reference_ids": [Command.set(order.stock_reference_ids.ids)],
            }
        )

    def _maker_plan_less(self, order, product, quantity):
        """Take back what was planned without anyone's doing.

        Proposals, and runs that Maker confirmed itself and that have not begun. What
        a person added to them, confirmed or started stays.

        :return: (runs that changed, quantity that is still spare)
        """
        changed = self.browse()
        plans = self._maker_made_for_orders(order, product).filtered(
            lambda run: run._maker_may_shrink()
        )
        for plan in plans:
            added = max(plan.product_qty - plan.maker_order_qty, 0.0)
            quantity -= plan._maker_in_stock_unit(added)
        for plan in plans:
            uom = plan.product_uom_id
            asked = min(plan.maker_order_qty, plan.product_qty)
            spare = min(quantity, plan._maker_in_stock_unit(asked))
            if product.uom_id.compare(spare, 0) <= 0:
                continue
            quantity -= spare
            changed |= plan
            less = product._maker_convert(spare, product.uom_id, uom, guard=False)
            plan._maker_shrink(order, less)
        return changed, max(quantity, 0.0)

    def _maker_in_stock_unit(self, quantity):
        """``quantity`` of this run's unit in its product's own unit."""
        return self.product_id._maker_convert(
            quantity, self.product_uom_id, self.product_id.uom_id, guard=False
        )

    def _maker_may_shrink(self):
        """Whether nobody but Maker has decided on this run so far."""
        self.ensure_one()
        if self.maker_started_at or self.qty_producing:
            return False
        return self.state == "draft" or (
            self.state == "confirmed" and self.product_id.maker_make_on_order == "start"
        )

    def _maker_shrink(self, order, less):
        """Take ``less`` (in this run's unit) off a plan, or the plan away."""
        rest = self.product_qty - less
        gone = self.product_uom_id.compare(rest, 0) <= 0
        if self.state == "draft":
            if gone:
                self.unlink()
            else:
                self.product_qty = rest
                self.maker_order_qty -= less
            return
        if gone:
            self.action_cancel()
        else:
            self.env["change.production.qty"].create(
                {"mo_id": self.id, "product_qty": rest}
            ).change_prod_qty()
            self.maker_order_qty -= less
        self.message_post(
            body=self.env._(
                "%(order)s changed: %(less)s fewer are needed.",
                order=order.name,
                less=self._maker_amount(less, self.product_uom_id),
            )
        )

    def _maker_note_spare(self, order, product, quantity):
        """Say on runs and orders how much of what is being made nobody waits for.

        Only changes are told, so editing an order again repeats nothing.
        """
        for run in self._maker_made_for_orders(order, product):
            uom = run.product_uom_id
            spare = min(quantity, run._maker_in_stock_unit(run.product_qty))
            if run._maker_may_shrink():
                spare = 0.0
            quantity -= spare
            spare = product._maker_convert(spare, product.uom_id, uom, guard=False)
            if not uom.compare(spare, run.maker_spare_qty):
                continue
            run.maker_spare_qty = spare
            if uom.is_zero(spare):
                continue
            text = self.env._(
                "%(run)s makes %(spare)s of %(product)s more than is ordered. Change "
                "its quantity, cancel it, or keep them for the shelf.",
                run=run.name,
                spare=run._maker_amount(spare, uom),
                product=product.display_name,
            )
            run.message_post(body=text)
            for concerned in order | run.maker_sale_order_ids:
                concerned.message_post(body=text)

    def _maker_start_planned(self, runs):
        """Confirm the runs whose product says so, and start those that can be."""
        by_policy = defaultdict(self.browse)
        for run in runs.exists().filtered(lambda run: run.state == "draft"):
            by_policy[run.product_id.maker_make_on_order] |= run
        for run in by_policy["start"].sorted("id", reverse=True):
            run.action_confirm()
            if not run._maker_shortages(run._maker_start_needs()):
                run.action_maker_start()
