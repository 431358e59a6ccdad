"""Small things every part of Maker shows figures with."""

from .recipe_math import decimals, exact, readable


def language_of(env):
    """Code of the reader's language, asking for nothing that is not remembered."""
    return env.lang or env["res.users"].context_get().get("lang") or "en_US"


def format_quantity(env, quantity, digits=None):
    """A quantity in the reader's language with as many digits as matter.

    :param digits: most decimals shown (default: Odoo's "Product Unit" precision)
    :return: text such as ``1,234.5``; never trailing zeros
    """
    if digits is None:
        digits = env["decimal.precision"].precision_get("Product Unit")
    # a language's figures are remembered, its record and the user's are not
    data = env["res.lang"]._get_data(code=language_of(env))
    lang = env["res.lang"].browse(data.id)
    text = lang.format(f"%.{digits}f", quantity, grouping=True)
    point = data.decimal_point
    if point in text:
        text = text.rstrip("0").removesuffix(point)
    return "0" if text in ("-0", "") else text


def _in_readable_unit(env, quantity, uom):
    finer = env["uom.uom"]._maker_finer_units()
    return readable(exact(quantity), uom._maker_unit(), finer)


def readable_amount(env, quantity, uom):
    """A computed need or estimate with its unit, as a person would write it.

    :return: text such as ``43.86 g`` for 0.04386 kg, ``26 Units`` for 2.167 dozens:
        about four digits that matter, in a unit of which there is at least one
    """
    if not uom:
        return format_quantity(env, quantity)
    number, unit = _in_readable_unit(env, quantity, uom)
    return f"{format_quantity(env, float(number), decimals(number))} {unit.name}"


def readable_unit(env, quantity, uom):
    """The unit, a ``Unit``, in which :func:`readable_amount` tells a quantity."""
    return _in_readable_unit(env, quantity, uom)[1]


def rounding_words(env, product, rounding, unit):
    """What is taken in place of what is needed, in one sentence.

    Both are told in the unit in which the line beside it is read, so that one window
    shows one number for one thing.

    :param rounding: a ``Rounding`` of :mod:`recipe_math` in the product's unit
    :param unit: the ``Unit`` of what is beside it, of the sort of the product's
    """
    change = rounding.change
    stock = product.uom_id._maker_unit()
    needed = rounding.needed * stock.factor / unit.factor
    taken = rounding.taken * stock.factor / unit.factor
    as_kept = unit.key == stock.key
    return env._(
        "%(product)s: %(needed)s %(unit)s needed, %(taken)s %(unit)s taken "
        "(%(change)s %%).",
        product=product.display_name,
        needed=format_quantity(env, float(needed), decimals(needed)),
        taken=format_quantity(env, float(taken), None if as_kept else decimals(taken)),
        unit=unit.name,
        change=f"{'+' if change > 0 else '−'}{format_quantity(env, abs(change), 1)}",
    )


def recorded_amount(env, quantity, uom):
    """A quantity that is recorded, with its unit: nothing of it is rounded away.

    :return: text such as ``14,680.3 g``, ``43.86 g`` for 0.04386 kg: in a unit of
        which there is at least one, as exact as ``uom`` is with the digits of Odoo's
        "Product Unit" precision
    """
    if not uom:
        return format_quantity(env, quantity)
    number, unit = _in_readable_unit(env, quantity, uom)
    stored = env["decimal.precision"].precision_get("Product Unit")
    # a finer unit is as exact with fewer digits; more show 26.000004 for 26 pieces
    fewer = (uom._maker_unit().factor / unit.factor).adjusted()
    digits = max(stored - fewer, min(stored, decimals(number)))
    return f"{format_quantity(env, float(number), digits)} {unit.name}"
