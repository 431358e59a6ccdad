from odoo import api, models
from odoo.exceptions import UserError

from ...exceptions import RemediableError
from ...flags import KEEP_PAGE
from ...recipe_math import (
    COUNT,
    TOLERANCE,
    Material,
    MissingDensity,
    MissingPieceWeight,
    PrecisionLoss,
    RecipeMathError,
    check_precision,
    convert,
    exact,
    is_weighed_in,
    parse_quantity,
    plain,
)


class ProductProduct(models.Model):
    """Conversions between units, and quantities as people write them."""

    _inherit = "product.product"

    def _maker_convert(self, quantity, from_uom, to_uom, lot=None, guard=True):
        """Convert a quantity of this product, the only way Maker does it.

        :param lot: a lot whose own density counts before the product's
        :param guard: refuse a result that storing it would change by more
            than is allowed; pass False for ratios, prices and estimates
        :return: the quantity in ``to_uom``, a float, not rounded
        :raise UserError: units that nothing links, or too much lost to rounding
        """
        self.ensure_one()
        try:
            result = convert(
                quantity,
                from_uom._maker_unit(),
                to_uom._maker_unit(),
                self._maker_material(lot),
            )
            if guard and result:
                strict = is_weighed_in(from_uom._maker_unit(), to_uom._maker_unit())
                self._maker_check_kept(result, to_uom, strict)
        except RecipeMathError as error:
            raise self._maker_unit_error(error) from error
        return float(result)

    def _maker_check_kept(self, quantity, uom, strict):
        """Refuse what storing would change by more than is allowed.

        :param quantity: in ``uom``, exact
        :param strict: allow 0.1 %; else as much as the material says
        :raise PrecisionLoss: with the digits that would be enough
        """
        tolerance = TOLERANCE
        if not strict:
            tolerance = max(tolerance, exact(self.conversion_tolerance) / 100)
        check_precision(
            exact(quantity), uom._maker_unit(), self._maker_digits(), tolerance
        )

    def _maker_size_name(self):
        """What tells a variant from the others, as “8 oz, Rose”; empty if alone."""
        return self.product_template_attribute_value_ids._get_combination_name()

    def _maker_is_made(self):
        """Whether a recipe makes it; a bundle's list does not."""
        return any(recipe.type == "normal" for recipe in self.bom_ids)

    def _maker_parse(self, text, lot=None):
        """Read a quantity as a person writes it.

        :param lot: what it is a quantity of, for a density of its own
        :return: a ``Quantity``, ``Percent`` or ``Parts`` of :mod:`recipe_math`
        :raise UserError: naming the part that was not understood
        """
        try:
            return self._maker_parsed(text, lot)
        except RecipeMathError as error:
            raise UserError(self._maker_entry_message(error)) from error

    def _maker_parsed(self, text, lot=None):
        """As :meth:`_maker_parse`, with the error of :mod:`recipe_math`."""
        self.ensure_one()
        return parse_quantity(
            text,
            self.env["uom.uom"]._maker_units_by_name(),
            self.uom_id._maker_unit().family,
            self._maker_material(lot),
        )

    def _maker_material(self, lot=None):
        """What conversions need to know: density in g/ml, grams per piece."""
        self.ensure_one()
        density = self.density
        if lot and "density" in lot._fields:
            density = lot.density or density
        grams = self.piece_weight
        if not grams and self.uom_id._maker_unit().family == COUNT:
            grams = self._maker_native_piece_weight()
        return Material(exact(density) or None, exact(grams) or None)

    def _maker_native_piece_weight(self):
        """Grams of one piece from Odoo's own weight of a product unit."""
        if not self.weight:
            return 0.0
        grams = self.env["uom.uom"]._maker_uom("uom.product_uom_gram")
        uom = self.product_tmpl_id._get_weight_uom_id_from_ir_config_parameter()
        weight = uom._compute_quantity(self.weight, grams, round=False)
        return weight / self.uom_id.factor

    @api.model
    def _maker_digits(self):
        """Digits with which quantities are stored."""
        return self.env["decimal.precision"].precision_get("Product Unit")

    def _maker_unit_error(self, error):
        """The exception for a refused conversion, for the caller to raise.

        Administrators get a button that raises the precision where that helps.
        """
        message = self._maker_unit_message(error)
        administrator = self.env.user.has_group("base.group_system")
        if not administrator or not isinstance(error, PrecisionLoss):
            return UserError(message)
        return RemediableError(
            message,
            self.env.ref("maker_mrp.maker_unit_precision_action").id,
            self.env._("Raise the precision…"),
            {"default_digits": error.needed_digits, KEEP_PAGE: True},
        )

    def _maker_unit_message(self, error):
        """What to tell a person about a refused conversion, with the remedy."""
        self.ensure_one()
        name = self.display_name
        if isinstance(error, MissingDensity):
            return self.env._(
                "%(product)s: %(given)s cannot become %(wanted)s without a density. "
                "Enter its density (kg/L) on the material, or write the quantity "
                "in a unit of the same sort.",
                product=name,
                given=error.source.name,
                wanted=error.target.name,
            )
        if isinstance(error, MissingPieceWeight):
            return self.env._(
                "%(product)s: %(given)s cannot become %(wanted)s without a weight "
                "per piece. Enter the weight per piece (g) on the material, or write "
                "the quantity in a unit of the same sort.",
                product=name,
                given=error.source.name,
                wanted=error.target.name,
            )
        if isinstance(error, PrecisionLoss):
            return self._maker_precision_message(error)
        return self.env._(
            "%(product)s: %(given)s and %(wanted)s measure different things. Use a "
            "unit that belongs with %(unit)s.",
            product=name,
            given=error.source.name,
            wanted=error.target.name,
            unit=self.uom_id.name,
        )

    def _maker_precision_message(self, error):
        return self.env._(
            "%(product)s: %(quantity)s %(unit)s would be stored as %(rounded)s "
            "%(unit)s, a change of more than %(share)s %%. Keep %(product)s in a "
            "smaller unit, or have an administrator raise the unit precision from "
            "%(digits)s to %(needed)s digits (Maker, Settings, Unit precision). "
            "How much a converted quantity may change is set on the material, under "
            "“Rounding allowed”.",
            product=self.display_name,
            quantity=plain(error.quantity, 8),
            unit=error.unit.name,
            rounded=plain(error.rounded, 8),
            share=plain(error.tolerance * 100),
            digits=error.digits,
            needed=error.needed_digits,
        )
