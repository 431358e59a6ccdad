"""Why stock of a lot is not available: declared once, here.

Everything that asks derives its answer from `RULES`: the SQL of free stock, the domain
reservations are searched with, what is refused when goods move, the words a person
reads, the fields whose change is noticed, and the daily job that notices dates passing.
A new reason is one more line here and its words in ``stock.lot._maker_rule_words``.
"""

from dataclasses import dataclass

from odoo.fields import Domain
from odoo.tools import SQL


@dataclass(frozen=True)
class Rule:
    """One reason. The first that holds is the one told.

    :param name: what it is called in code
    :param field: of ``stock.lot``, which the rule looks at
    :param values: the lot is stopped while the field has one of these
    :param until: the lot is stopped until the moment in the field
    :param since: the lot is stopped from the moment in the field on
    :param follows: fields that Odoo computes ``field`` from
    :param always: kept to everywhere; else only where a company's rules hold, and
        elsewhere Odoo asks as it does without Maker
    """

    name: str
    field: str
    values: tuple = ()
    until: bool = False
    since: bool = False
    follows: tuple = ()
    always: bool = True

    @property
    def dated(self):
        return self.until or self.since

    def sql(self, alias, at) -> SQL:
        """True or false, never NULL, for a row ``alias`` of ``stock_lot`` at ``at``."""
        column = SQL.identifier(alias, self.field)
        if self.values:
            return SQL("COALESCE(%s IN %s, FALSE)", column, self.values)
        sign = SQL(">") if self.until else SQL("<=")
        return SQL("COALESCE(%s %s %s, FALSE)", column, sign, at)

    def domain(self, at) -> Domain:
        """The same as a domain on ``stock.lot``."""
        if self.values:
            return Domain(self.field, "in", self.values)
        return Domain(self.field, ">" if self.until else "<=", at)

    def holds(self, lot, at):
        """The same for one record."""
        value = lot[self.field]
        if self.values:
            return value in self.values
        return bool(value) and (value > at if self.until else value <= at)

    def passed(self, since, now) -> Domain:
        """Lots whose moment came after ``since`` and not after ``now``."""
        return Domain(self.field, ">", since) & Domain(self.field, "<=", now)


RULES = (
    Rule("recalled", "maker_hold", values=("recalled",)),
    Rule("hold", "maker_hold", values=("hold",)),
    Rule(
        "expired",
        "removal_date",
        since=True,
        follows=("expiration_date",),
        always=False,
    ),
    Rule("curing", "ready_date", until=True),
)

ALWAYS = tuple(rule for rule in RULES if rule.always)
"""Acts of a person: no company's choice softens them."""

BY_NAME = {rule.name: rule for rule in RULES}

FIELDS = frozenset(name for rule in RULES for name in (rule.field, *rule.follows))
"""Fields of ``stock.lot`` whose change can stop a lot or let it go."""


def depends(path) -> list[str]:
    """What ``@api.depends`` names of the lots at ``path``: all that can stop one.

    :param path: such as ``"move_line_ids.lot_id"``
    """
    return [f"{path}.{name}" for name in sorted(FIELDS)]


def unavailable_sql(alias, at) -> SQL:
    """Whether a row ``alias`` of ``stock_lot`` may not be sold or used at ``at``."""
    rules = SQL(" OR ").join(rule.sql(alias, at) for rule in RULES)
    return SQL("(%s)", rules)


def unavailable_domain(at, rules=RULES) -> Domain:
    """The lots that may not be sold or used at ``at``, by these rules."""
    return Domain.OR(rule.domain(at) for rule in rules)


def passed_domain(since, now) -> Domain:
    """The lots a date stopped or let go after ``since`` and not after ``now``."""
    return Domain.OR(rule.passed(since, now) for rule in RULES if rule.dated)


def broken(lot, at, rules=RULES):
    """The first of these rules that stops this lot at ``at``, or None."""
    return next((rule for rule in rules if rule.holds(lot, at)), None)
