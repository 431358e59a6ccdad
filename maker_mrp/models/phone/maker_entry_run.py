from odoo import models
from odoo.exceptions import UserError


class MakerEntry(models.Model):
    """A run typed on a phone, logged as *Log a run* does."""

    _inherit = "maker.entry"

    def _post_run(self):
        """Log the run; :return: values of the entry."""
        told = self.content
        product = self._seen("product.product", told["product"])
        if not product:
            raise UserError(self.env._("This product is not there any more."))
        recipe = self.env["mrp.bom"]._bom_find(
            product, company_id=self.company_id.id, bom_type="normal"
        )[product]
        quantity, uom = self._told_amount(product, recipe)
        log = self.env["maker.run.log"].create(
            {
                "company_id": self.company_id.id,
                "product_id": product.id,
                "recipe_id": recipe.id,
                "uom_id": uom.id,
                "quantity": quantity,
                "spoiled_qty": self._told_spoiled(product, uom),
                "lot_name": told.get("lot_name") or False,
                "note": told.get("note") or False,
                "date": self.typed_at,
                "go_on": bool(told.get("go_on")),
            }
        )
        run = log._record()
        return {"run_id": run.id, "message": self._run_words(run)}

    def _run_words(self, run):
        lots = ", ".join(run.lot_producing_ids.mapped("name"))
        words = [
            self.env._("Logged as %(run)s, lot %(lot)s.", run=run.name, lot=lots)
            if lots
            else self.env._("Logged as %(run)s.", run=run.name)
        ]
        if counted := self._counted_since(run):
            words.append(
                self.env._(
                    "Counted since then: %s. If that count was made after this run, "
                    "it saw what the run used already: count it again.",
                    ", ".join(counted.mapped("display_name")),
                )
            )
        return " ".join(words)

    def _counted_since(self, run):
        """Products of a run that arrived late and were counted after it was made."""
        counts = self.env["stock.move"].search(
            [
                ("is_inventory", "=", True),
                ("state", "=", "done"),
                ("date", ">", self.typed_at),
                ("company_id", "=", self.company_id.id),
                (
                    "product_id",
                    "in",
                    (run.product_id | run.move_raw_ids.product_id).ids,
                ),
            ]
        )
        return counts.product_id

    def _told_amount(self, product, recipe):
        """How much was made, as (quantity, unit)."""
        text = self.content["quantity"]
        if not self.content.get("batches"):
            return self._read_amount(text, product)
        if not recipe:
            raise UserError(
                self.env._("%s has no recipe, so no batches.", product.display_name)
            )
        batches, uom = self._read_amount(text, product)
        if uom != product.uom_id:
            raise UserError(
                self.env._("“%s” is no number of batches. Write 2, say.", text)
            )
        return batches * recipe.product_qty, recipe.product_uom_id

    def _told_spoiled(self, product, uom):
        text = (self.content.get("spoiled") or "").strip()
        if not text or text == "0":
            return 0.0
        spoiled, unit = self._read_amount(text, product)
        return product._maker_convert(spoiled, unit, uom)

    def _read_amount(self, text, product, lot=None):
        """A quantity as typed, as (quantity, unit); without one it is the product's.

        :raise UserError: naming the part that was not understood
        """
        read = self.env["mrp.bom.line"]._maker_read_entry(text, product, lot)
        if "product_qty" not in read:
            raise UserError(self.env._("“%s” is a share. Write how much it was.", text))
        return read["product_qty"], product.uom_id.browse(read["product_uom_id"])
