from odoo import Command, models


class MrpProduction(models.Model):
    """The transfers that bring materials to the bench and back."""

    _inherit = "mrp.production"

    def _maker_transfer_in(self, demands, moment, reserve=True):
        """Move materials to the bench in one transfer per run and source.

        :param demands: list of (raw move, source location, quantity in the product's
            unit, [(Portion, quantity), ...] that must be among it)
        :param reserve: let Odoo set apart what arrives for the raw moves
        :return: ``{done move: raw move}``
        """
        moves = self._maker_create_transfers(
            [
                {
                    "run": raw.raw_material_production_id,
                    "raw": raw,
                    "product": raw.product_id,
                    "source": source,
                    "target": raw.raw_material_production_id.location_src_id,
                    "quantity": quantity,
                    "portions": chosen,
                    "links": {"move_dest_ids": [Command.link(raw.id)]}
                    if reserve
                    else {},
                }
                for raw, source, quantity, chosen in demands
            ]
        )
        self._maker_do_transfers(moves, moment)
        served = {move: demand[0] for move, demand in zip(moves, demands, strict=True)}
        if not reserve:
            for move, raw in served.items():
                raw.move_orig_ids = [Command.link(move.id)]
        return served

    def _maker_return(self, portions, moment=None):
        """Bring unused portions of this run back to where they came from.

        :param portions: ``{raw stock.move: [Portion, ...]}`` that lie on the bench
        :return: the done moves
        """
        self.ensure_one()
        demands = []
        for raw, raw_portions in portions.items():
            on_bench = [
                portion
                for portion in raw_portions
                if portion.location.maker_role == "wip"
            ]
            quantity = sum(portion.quantity for portion in on_bench)
            if raw.product_id.uom_id.compare(quantity, 0) <= 0:
                continue
            demands.append(
                {
                    "run": self,
                    "raw": raw,
                    "product": raw.product_id,
                    "source": on_bench[0].location,
                    "target": self.maker_home_location_id,
                    "quantity": quantity,
                    "portions": [(portion, portion.quantity) for portion in on_bench],
                    "links": {
                        "move_orig_ids": [
                            Command.link(orig.id) for orig in raw.move_orig_ids
                        ]
                    },
                }
            )
        moves = self._maker_create_transfers(demands)
        return self._maker_do_transfers(moves, moment)

    def _maker_create_transfers(self, demands):
        """Draft internal transfers, one per run, source and target."""

        def group(demand):
            return demand["run"], demand["source"], demand["target"]

        groups = list(dict.fromkeys(map(group, demands)))
        pickings = self.env["stock.picking"].create(
            [self._maker_transfer_values(*key) for key in groups]
        )
        picking_of = dict(zip(groups, pickings, strict=True))
        return self.env["stock.move"].create(
            [
                self._maker_transfer_move_values(picking_of[group(demand)], demand)
                for demand in demands
            ]
        )

    def _maker_transfer_values(self, run, source, target):
        kind = run.picking_type_id.warehouse_id.int_type_id
        return {
            "picking_type_id": kind.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": run.company_id.id,
            "origin": run.name,
            "move_type": "direct",
            "user_id": self.env.uid,
        }

    def _maker_transfer_move_values(self, picking, demand):
        run, product = demand["run"], demand["product"]
        return {
            "picking_id": picking.id,
            "picking_type_id": picking.picking_type_id.id,
            "product_id": product.id,
            "product_uom": product.uom_id.id,
            "product_uom_qty": demand["quantity"],
            "location_id": demand["source"].id,
            "location_dest_id": demand["target"].id,
            "company_id": run.company_id.id,
            "origin": run.name,
            "production_group_id": run.production_group_id.id,
            "procure_method": "make_to_stock",
            # a transfer of nothing is cancelled; the run's material is still needed
            "propagate_cancel": False,
            "move_line_ids": [
                Command.create(
                    {
                        "picking_id": picking.id,
                        "product_id": product.id,
                        "product_uom_id": product.uom_id.id,
                        "quantity": quantity,
                        "location_id": portion.location.id,
                        "location_dest_id": demand["target"].id,
                        "lot_id": portion.lot.id,
                        "package_id": portion.package.id,
                        "owner_id": portion.owner.id,
                    }
                )
                for portion, quantity in demand["portions"]
            ],
            **demand["links"],
        }

    def _maker_do_transfers(self, moves, moment):
        """Reserve what is there, force what the caller may go on without, finish."""
        if not moves:
            return moves
        moves._action_confirm(merge=False)
        moves._action_assign()
        moves.picked = True
        return moves._maker_dated(moment)._action_done(cancel_backorder=True)
