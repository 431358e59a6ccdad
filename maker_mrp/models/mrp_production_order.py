from collections import defaultdict

from odoo import Command, fields, models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    maker_sale_order_ids = fields.Many2many(
        "sale.order",
        "maker_run_sale_order_rel",
        string="Made for",
        copy=False,
        readonly=True,
        help="Orders that took the available quantity below zero.",
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
        :return: the runs that changed; proposals that are no longer needed are gone
        """
        compare = product.uom_id.compare
        if compare(net, 0) < 0:
            return self._maker_plan_more(order, product, -net)
        if compare(net, 0) > 0:
            return self._maker_plan_less(order, product, net)
        return self.browse()

    def _maker_proposals(self, order, product):
        return self.search(
            [
                ("maker_sale_order_ids", "in", order.ids),
                ("product_id", "=", product.id),
                ("state", "=", "draft"),
            ],
            order="id",
        )

    def _maker_plan_more(self, order, product, quantity):
        proposal = self._maker_proposals(order, product)[:1]
        if proposal:
            proposal.product_qty += product._maker_convert(
                quantity, product.uom_id, proposal.product_uom_id, guard=False
            )
            return proposal
        recipe = self.env["mrp.bom"]._bom_find(
            product, company_id=order.company_id.id, bom_type="normal"
        )[product]
        needed = product._maker_convert(
            quantity, product.uom_id, recipe.product_uom_id, guard=False
        )
        due = order.commitment_date or order.expected_date
        return self.create(
            {
                "product_id": product.id,
                "bom_id": recipe.id,
                "product_qty": recipe.product_uom_id.round(
                    needed, rounding_method="UP"
                ),
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
        """Take proposals of ``order`` back; what was confirmed is only noted."""
        changed = self.browse()
        for proposal in self._maker_proposals(order, product).sorted(
            "id", reverse=True
        ):
            uom = proposal.product_uom_id
            spare = min(quantity, proposal.product_uom_qty)
            if uom.compare(spare, 0) <= 0:
                break
            quantity -= spare
            changed |= proposal
            rest = proposal.product_qty - product._maker_convert(
                spare, product.uom_id, uom, guard=False
            )
            if uom.compare(rest, 0) > 0:
                proposal.product_qty = rest
            else:
                proposal.unlink()
        return changed

    def _maker_start_planned(self, runs):
        """Confirm the runs whose product says so, and start those that can be."""
        by_policy = defaultdict(self.browse)
        for run in runs.exists().filtered(lambda run: run.state == "draft"):
            by_policy[run.product_id.maker_make_on_order] |= run
        for run in by_policy["start"].sorted("id", reverse=True):
            run.action_confirm()
            if not run._maker_shortages(run._maker_start_needs()):
                run.action_maker_start()
