from odoo import models
from odoo.tools import format_list

from ...recipe_math import (
    AmbiguousUnit,
    Contradiction,
    MixedFamilies,
    OutOfReach,
    RangeGiven,
    UnknownUnit,
    shown,
)


class ProductProduct(models.Model):
    """What a person is told about a text that is not a quantity."""

    _inherit = "product.product"

    def _maker_stopped_words(self):
        """``{product id: words}`` of stock that is there and may not be used.

        Extend where stock can be stopped.
        """
        return {}

    def _maker_entry_message(self, error):
        """A sentence for an ``UnreadableQuantity`` of :mod:`recipe_math`."""
        facts = {
            "product": self.display_name,
            "entry": shown(error.text),
            "fragment": shown(error.fragment),
        }
        if isinstance(error, AmbiguousUnit):
            return self._maker_ambiguous_message(error, facts)
        if isinstance(error, UnknownUnit):
            return self.env._(
                "%(product)s: “%(entry)s” uses a unit nobody knows, “%(fragment)s”. "
                "Did you mean %(names)s? A unit of your own can be added under "
                "Units of measure.",
                names=", ".join(error.known or [self.uom_id.name]),
                **facts,
            )
        if isinstance(error, MixedFamilies):
            return self.env._(
                "%(product)s: “%(entry)s” adds units of different sorts. Write it in "
                "one sort, for example “1 lb 4 oz”.",
                **facts,
            )
        if isinstance(error, RangeGiven):
            return self.env._(
                "%(product)s: “%(entry)s” is a range. Write the one number that a "
                "batch takes, %(low)s or %(high)s or one between them.",
                low=shown(error.low),
                high=shown(error.high),
                **facts,
            )
        if isinstance(error, Contradiction):
            return self.env._(
                "%(product)s: “%(entry)s” says two quantities, and %(first)s is not "
                "%(second)s. Correct it, or write only one of them.",
                first=shown(error.first),
                second=shown(error.second),
                **facts,
            )
        if isinstance(error, OutOfReach):
            return self.env._(
                "%(product)s: “%(entry)s” is too much to be a quantity. Write a "
                "number and a unit, for example “250 g” or “1/2 kg”.",
                **facts,
            )
        return self.env._(
            "%(product)s: “%(entry)s” is not a quantity (stopped at “%(fragment)s”). "
            "Write a number and a unit, for example “250 g” or “1/2 kg”.",
            **facts,
        )

    def _maker_ambiguous_message(self, error, facts):
        quoted = [f"“{name}”" for name in error.spellings]
        return self.env._(
            "%(product)s: “%(fragment)s” in “%(entry)s” can mean %(units)s. Write "
            "which one it is.",
            units=format_list(self.env, quoted, style="or"),
            **facts,
        )
