"""What every public method asks before it does anything.

Odoo lets any signed-in person, customers and vendors of the portal among them, call
any method without an underscore on any record id. A model's access rows are no proof
of who calls: other apps open products, lots, runs or orders to the portal.
"""

import inspect
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import wraps
from math import isfinite

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.orm.identifiers import NewId

#: May look lots, runs and orders up by their numbers, whoever's documents they are.
TRACERS = ("maker_mrp.group_user", "maker_mrp.group_accountant")
LARGEST_ID = 2**31 - 1
LARGEST_NUMBER = 10**15
LONGEST = 5_000
DEEPEST = 6


def only_for(*groups):
    """Let only users of these groups call a method, on records they may read.

    The system itself (``env.su``) passes. Texts no database can keep and ids no
    record can have are refused in words.

    :param groups: XML ids; being in one of them is enough
    :raises AccessError: for everybody else, before the method's first line
    :raises MissingError: for ids of no record
    :raises UserError: for texts that are too long or not readable
    """

    def decorate(method):
        @wraps(method)
        def checked(self, *args, **kwargs):
            check_groups(self.env, *groups)
            if not getattr(checked, "_api_model", False):
                _check_records(self)
            check_texts(self.env, (args, kwargs))
            return method(self, *args, **kwargs)

        checked.only_for = groups
        return checked

    return decorate


def takes(**kinds):
    """Refuse arguments of a public method that are not what it works with.

    :param kinds: for each argument a function that says whether a value will do;
        None and False, for "not told", always will
    :raises UserError: naming the argument
    """

    def decorate(method):
        signature = inspect.signature(method)

        @wraps(method)
        def checked(self, *args, **kwargs):
            given = signature.bind(self, *args, **kwargs).arguments
            for name, fits in kinds.items():
                value = given.get(name)
                if value is None or value is False or fits(value):
                    continue
                raise UserError(
                    self.env._("This is not understood as “%(name)s”.", name=name)
                )
            return method(self, *args, **kwargs)

        return checked

    return decorate


def a_number(value):
    """Whether ``value`` is a finite number."""
    is_number = isinstance(value, (int, float, Decimal)) and type(value) is not bool
    # the largest first: an int beyond every float cannot be asked whether it is finite
    return is_number and abs(value) < LARGEST_NUMBER and isfinite(value)


def a_text(value):
    """Whether ``value`` is a text."""
    return isinstance(value, str)


def a_moment(value):
    """Whether ``value`` is a date or a moment, as such or written."""
    if not isinstance(value, (str, date)):
        return False
    try:
        return bool(not value or fields.Datetime.to_datetime(value))
    except ValueError:
        return False


def a_record(value):
    """Whether ``value`` is a record or the id of one."""
    number = getattr(value, "id", value)
    return hasattr(value, "_ids") and not value or is_id(number)


def amounts(value):
    """Whether ``value`` is ``{product: number}`` or ``{product: {lot: number}}``."""
    return isinstance(value, Mapping) and all(
        _is_key(key)
        and (
            a_number(amount)
            or isinstance(amount, Mapping)
            and all(_is_key(lot) and a_number(part) for lot, part in amount.items())
        )
        for key, amount in value.items()
    )


def _is_key(value):
    # JSON knows texts as keys only; no lot is False, None or 0
    if isinstance(value, str):
        value = int(value) if value.isdecimal() and len(value) < 11 else -1
    return not value or a_record(value)


def check_groups(env, *groups):
    """Refuse a user who is in none of ``groups``; the system passes.

    :raises AccessError: naming no record and no figure
    """
    if env.su or any(env.user.has_group(group) for group in groups):
        return
    raise AccessError(
        env._("You may not do this. Ask an administrator to give you the right.")
    )


def _check_records(records):
    """The records' own rules: the caller may read each of them."""
    if records._abstract or not all(is_id(each) for each in records._ids):
        raise MissingError(
            records.env._("This is not there any more. Reload the page and try again.")
        )
    if not records.env.su:
        records._origin.check_access("read")


def is_id(number):
    """Whether ``number`` can be a record's id, or stands for one still in a form."""
    # what is being typed into a form has no number yet
    known = type(number) is int and 0 < number <= LARGEST_ID
    return known or isinstance(number, NewId)


def check_texts(env, value, depth=0):
    """Refuse texts nobody typed: NUL, lone surrogates, and novels.

    :param value: anything; lists, tuples and dicts are looked into
    :raises UserError: when a text in it cannot be kept
    """
    if isinstance(value, str):
        if len(value) > LONGEST:
            raise UserError(
                env._("This text is too long: at most %s characters.", LONGEST)
            )
        if not is_storable(value):
            raise UserError(env._("This text holds characters that cannot be read."))
    elif isinstance(value, Mapping):
        check_texts(env, (*value.keys(), *value.values()), depth)
    elif isinstance(value, (list, tuple)):
        if depth > DEEPEST:
            raise UserError(env._("This cannot be read."))
        for each in value:
            check_texts(env, each, depth + 1)


def is_storable(text):
    """Whether a database can keep ``text``: no NUL, no half of a character."""
    return "\0" not in text and not any("\ud800" <= each <= "\udfff" for each in text)
