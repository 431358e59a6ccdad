from odoo import fields, models

from odoo.addons.maker_mrp.tools import format_quantity


class MakerMarketDay(models.Model):
    """What the quick sale page shows."""

    _inherit = "maker.market.day"

    def _page_goods(self):
        """The goods of this day for the page: prices are what the customer pays.

        Lots that are stopped are not offered: they are not among what is left.

        :return: ``{"day", "closed", "taxed", "seen_at", "goods": [{"id", "name",
            "price", "left", "told", "stopped", "picture"}, …]}``; ``taxed`` when a
            price holds tax, ``seen_at`` is now, ``stopped`` says what to take off
            the table
        """
        self.ensure_one()
        lines = self.line_ids.filtered(
            lambda line: line.packed_qty or line.sold_qty or self.state == "draft"
        )
        products = lines.product_id.with_context(bin_size=True)
        products.fetch(["image_128"])
        pictures = {product.id: bool(product.image_128) for product in products}
        prices = self._page_prices(lines.product_id)
        stopped = self._stopped_there(lines.product_id)
        left = {
            line: line.left_qty - sum(stopped.get(line.product_id, {}).values())
            for line in lines
        }
        return {
            "day": self.display_name,
            "closed": self.state == "closed",
            "taxed": bool(self._page_taxes(lines.product_id.sudo())),  # a yes or no
            "seen_at": fields.Datetime.now().isoformat() + "Z",
            "goods": [
                {
                    "id": line.product_id.id,
                    "name": line.product_id.with_context(
                        display_default_code=False
                    ).display_name,
                    "price": prices[line.product_id.id],
                    "left": left[line],
                    "told": format_quantity(self.env, left[line]),
                    "stopped": line.product_id in stopped
                    and self._stopped_words(stopped[line.product_id]),
                    "picture": pictures[line.product_id.id]
                    and self._page_picture(line.product_id),
                }
                for line in lines
            ],
        }

    def _page_picture(self, product):
        """The address of a picture; another one when the product changes, for phones
        keep it."""
        version = int(product.write_date.timestamp())
        return f"/web/image/product.product/{product.id}/image_128?unique={version}"

    def _page_taxes(self, products):
        return products.taxes_id._filter_taxes_by_company(self.company_id)

    def _page_prices(self, products):
        """``{product_id: price with taxes}`` at this stall."""
        # prices are for everybody at a stall, who sells need not read price lists
        pricelist = self.sudo().pricelist_id
        listed = pricelist._get_products_price(products, 1.0) if pricelist else {}
        prices = {}
        for product in products.sudo():  # taxes as well
            price = listed.get(product.id, product.lst_price)
            taxes = self._page_taxes(product)
            if taxes:
                told = taxes.compute_all(price, self.currency_id, product=product)
                price = told["total_included"]
            prices[product.id] = self.currency_id.round(price)
        return prices

    def _page_words(self):
        """Everything the page says, in the seller's language."""
        return {
            "add": self.env._("Add %s"),
            "booked": self.env._("Booked"),
            "change": self.env._("Change: %s"),
            "closed": self.env._(
                "This market day is closed. Sales still waiting are sent."
            ),
            "discard": self.env._("Discard"),
            "discardAsk": self.env._(
                "This sale will not be booked anywhere. Discard it?"
            ),
            "empty": self.env._("Nothing is packed for this day. Pack it first."),
            "forbidden": self.env._("Not allowed"),
            "forbiddenNote": self.env._(
                "You may not sell here. Your sales are kept on this phone: sign in as "
                "somebody who may, and they are sent."
            ),
            "full": self.env._(
                "This phone cannot keep the sale. Write it down on paper."
            ),
            "items": self.env._("%s items"),
            "item": self.env._("1 item"),
            "keepOpen": self.env._(
                "Keep this page open: without https it cannot be opened again offline."
            ),
            "left": self.env._("%s left"),
            "less": self.env._("One less of %s"),
            "more": self.env._("One more of %s"),
            "offline": self.env._("Offline"),
            "offlineNote": self.env._(
                "No connection. Go on selling: sales are kept on this phone."
            ),
            "online": self.env._("Online"),
            "other": self.env._("Something else"),
            "over": self.env._("%s more than packed"),
            "refused": self.env._("Refused: %s"),
            "short": self.env._("%s still to pay"),
            "signIn": self.env._("Sign in"),
            "signInNote": self.env._("Sign in again to send your sales. None is lost."),
            "sold": self.env._("Sold for %s"),
            "taxes": self.env._("Prices include tax."),
            "trouble": self.env._("The office could not take it. It is tried again."),
            "waitingMany": self.env._("%s sales waiting to be sent"),
            "waitingOne": self.env._("1 sale waiting to be sent"),
            "waits": self.env._("Waiting"),
        }
