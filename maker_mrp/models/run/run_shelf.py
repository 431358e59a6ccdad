from odoo import fields

from .run_result import Portion


class Shelf:
    """Free stock from which several raw moves take in turn, read once per place."""

    def __init__(self, env):
        self._env = env
        self._places = {}

    def take(self, product, location, lot, quantity, factor=None):
        """Portions of ``product`` at ``location``, by the usual removal order.

        What is not there is taken all the same, so that the count shows it as
        negative: callers have refused that already unless the maker chose to go on.

        :param lot: only from this lot, unless empty
        :param factor: tells of a lot how much of it stands for one of ``quantity``,
            where lots differ in density
        :return: list of Portion that sum up to ``quantity`` in the product's unit
        """
        portions, rest = [], quantity
        stock = self._stock(product, location)
        for index, portion in enumerate(stock):
            if lot and portion.lot != lot:
                continue
            times = factor(portion.lot) if factor else 1.0
            taken = min(portion.quantity, rest * times)
            if factor:
                taken = product.uom_id.round(taken)
            if product.uom_id.compare(taken, 0) > 0:
                portions.append(portion.with_quantity(taken))
                stock[index] = portion.with_quantity(portion.quantity - taken)
                rest -= taken / times
        if product.uom_id.compare(rest, 0) > 0:
            portions.append(
                Portion(
                    product=product,
                    quantity=rest,
                    location=location,
                    lot=lot or self._env["stock.lot"],
                    package=self._env["stock.package"],
                    owner=self._env["res.partner"],
                )
            )
        return portions

    def _stock(self, product, location):
        place = product, location
        if place not in self._places:
            quants = self._env["stock.quant"]
            if "removal_date" in quants._fields:
                now = fields.Datetime.now()
                quants = quants.with_context(with_expiration=now)
            quants = quants._gather(product, location)
            self._places[place] = [
                Portion(
                    product=product,
                    quantity=quant.quantity - quant.reserved_quantity,
                    location=quant.location_id,
                    lot=quant.lot_id,
                    package=quant.package_id,
                    owner=quant.owner_id,
                )
                for quant in quants
            ]
        return self._places[place]
