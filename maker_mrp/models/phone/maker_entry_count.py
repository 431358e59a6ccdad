from odoo import models
from odoo.exceptions import UserError

from ...tools import recorded_amount


class MakerEntry(models.Model):
    """A count typed on a phone, applied as *Counts* does, as of when it was typed."""

    _inherit = "maker.entry"

    def _post_count(self):
        """Apply the count; :return: values of the entry."""
        told = self.content
        product = self._seen("product.product", told["product"])
        place = self._seen("stock.location", told.get("location"))
        lot = self._told_lot(product)
        self._raise_count_errors(product, place, lot)
        counted = self._read_counted(product, lot)
        since = self._moved_since(product, place, lot)
        before = self._on_hand(product, place, lot) - since
        self._apply_count(product, place, lot, counted + since)
        return {"message": self._count_words(product, counted, before, since)}

    def _told_lot(self, product):
        name = self.content.get("lot_name")
        domain = [
            ("product_id", "=", product.id),
            ("name", "=", name),
            ("company_id", "in", (False, self.company_id.id)),
        ]
        lots = self.env["stock.lot"]
        return lots.search(domain, order="company_id", limit=1) if name else lots

    def _raise_count_errors(self, product, place, lot):
        """Refuse what *Counts* does not offer, all of it at once."""
        name, errors = product.display_name, []
        if not product or not product.is_storable:
            raise UserError(self.env._("This product is not kept in stock."))
        if place.usage != "internal" or place.maker_role:
            errors.append(self.env._("Say where %s was counted.", name))
        elif place.company_id != self.company_id:
            errors.append(self.env._("%s is another company's.", place.display_name))
        told = self.content.get("lot_name")
        if product.tracking == "none" and told:
            errors.append(self.env._("%s is not kept in lots.", name))
        elif product.tracking != "none" and not told:
            errors.append(self.env._("%s is kept in lots: say which one.", name))
        elif product.tracking != "none" and not lot:
            errors.append(
                self.env._(
                    "%(name)s has no lot “%(lot)s”. Write it as on its label.",
                    name=name,
                    lot=told,
                )
            )
        errors += self.company_id._maker_moment_errors(self.typed_at)
        if errors:
            raise UserError("\n".join(errors))

    def _read_counted(self, product, lot):
        """What was counted, in the product's own unit."""
        text = self.content["quantity"].strip()
        if text == "0":
            return 0.0
        quantity, uom = self._read_amount(text, product, lot)
        return product._maker_convert(quantity, uom, product.uom_id, lot=lot)

    def _place_domain(self, product, place, lot):
        return [
            ("product_id", "=", product.id),
            ("location_id", "=", place.id),
            ("lot_id", "=", lot.id),
            ("package_id", "=", False),
            ("owner_id", "=", False),
        ]

    def _on_hand(self, product, place, lot):
        quants = self.env["stock.quant"].search(self._place_domain(product, place, lot))
        return sum(quants.mapped("quantity"))

    def _moved_since(self, product, place, lot):
        """What came to the place since it was counted, less what left it."""
        lines = self.env["stock.move.line"].search(
            [
                ("state", "=", "done"),
                ("date", ">", self.typed_at),
                ("product_id", "=", product.id),
                ("lot_id", "=", lot.id),
                "|",
                ("location_id", "=", place.id),
                ("location_dest_id", "=", place.id),
            ]
        )
        came = lines.filtered(
            lambda line: line.location_dest_id == place and not line.result_package_id
        )
        left = lines.filtered(
            lambda line: line.location_id == place and not line.package_id
        )
        return sum(came.mapped("quantity_product_uom")) - sum(
            left.mapped("quantity_product_uom")
        )

    def _apply_count(self, product, place, lot, quantity):
        dated = self.env["stock.move"]._maker_dated(self.typed_at, self.company_id)
        quants = self.env["stock.quant"].with_context(
            **dated.env.context, inventory_mode=True
        )
        quant = quants.create(
            {
                "product_id": product.id,
                "location_id": place.id,
                "lot_id": lot.id,
                "inventory_quantity": quantity,
            }
        )
        quant.action_apply_inventory(self.typed_at)

    def _count_words(self, product, counted, before, since):
        def say(quantity):
            return recorded_amount(self.env, quantity, product.uom_id)

        words = [
            self.env._("Counted: %s, as the books said.", say(counted))
            if product.uom_id.compare(counted, before) == 0
            else self.env._(
                "Counted: %(counted)s, the books said %(before)s.",
                counted=say(counted),
                before=say(before),
            )
        ]
        if not product.uom_id.is_zero(since):
            words.append(
                self.env._(
                    "Stock moved since it was counted, so %s is there now.",
                    say(counted + since),
                )
            )
        return " ".join(words)
