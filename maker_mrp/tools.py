"""Small things every part of Maker shows figures with."""


def format_quantity(env, quantity, digits=None):
    """A quantity in the reader's language with as many digits as matter.

    :param digits: most decimals shown (default: Odoo's "Product Unit" precision)
    :return: text such as ``1,234.5``; never trailing zeros
    """
    if digits is None:
        digits = env["decimal.precision"].precision_get("Product Unit")
    lang = env["res.lang"]._lang_get(env.lang or env.user.lang or "en_US")
    text = lang.format(f"%.{digits}f", quantity, grouping=True)
    point = lang.decimal_point
    if point in text:
        text = text.rstrip("0").removesuffix(point)
    return "0" if text in ("-0", "") else text
