import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

TOKEN = re.compile(r"\{(\w+)(?::(\d+))?\}")
DATE_PARTS = {
    "YYYY": "%Y",
    "YY": "%y",
    "MM": "%m",
    "DD": "%d",
    "DDD": "%j",
    "WW": "%V",
}
OTHER_PARTS = {"SKU", "SEQ"}


class MakerLotPattern(models.Model):
    """How lots are named, by pattern."""

    _name = "maker.lot.pattern"
    _description = "Lot pattern"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    pattern = fields.Char(
        required=True,
        default="{YY}{MM}{DD}-{SEQ:2}",
        help="{YYYY} {YY} year, {MM} month, {DD} day, {DDD} day of the year, {WW} "
        "week, {SKU} the product's code, {SEQ} a number counting up, {SEQ:3} with "
        "three digits. It starts again whenever the rest of the name changes.",
    )
    example = fields.Char(compute="_compute_example")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    active = fields.Boolean(default=True)

    @api.depends("pattern")
    def _compute_example(self):
        today = fields.Date.context_today(self)
        for pattern in self:
            head, width, tail = pattern._parts(today, "LAV-8OZ")
            number = "" if width is None else str(1).zfill(width)
            pattern.example = f"{head}{number}{tail}"

    @api.constrains("pattern")
    def _check_pattern(self):
        for pattern in self:
            problems = pattern._problems()
            if problems:
                raise ValidationError("\n".join(problems))

    def _problems(self):
        self.ensure_one()
        tokens = [match[0] for match in TOKEN.findall(self.pattern or "")]
        unknown = [
            token
            for token in tokens
            if token not in DATE_PARTS and token not in OTHER_PARTS
        ]
        problems = []
        if unknown:
            problems.append(
                self.env._(
                    "%(pattern)s: %(unknown)s means nothing. Use %(known)s.",
                    pattern=self.pattern,
                    unknown=", ".join(f"{{{token}}}" for token in unknown),
                    known=" ".join(
                        f"{{{token}}}" for token in [*DATE_PARTS, "SKU", "SEQ"]
                    ),
                )
            )
        if tokens.count("SEQ") > 1:
            problems.append(
                self.env._("%s: use {SEQ} once only.", self.pattern),
            )
        rest = TOKEN.sub("", self.pattern or "")
        if "{" in rest or "}" in rest:
            problems.append(
                self.env._("%s: a brace is open or closed too often.", self.pattern)
            )
        return problems

    def _parts(self, day, sku):
        """The name before its number, the number's width (None: none), and after."""
        self.ensure_one()
        head, width, tail = "", None, ""
        position = 0
        for match in TOKEN.finditer(self.pattern or ""):
            text = self.pattern[position : match.start()]
            token, digits = match.groups()
            position = match.end()
            value = ""
            if token in DATE_PARTS:
                value = day.strftime(DATE_PARTS[token])
            elif token == "SKU":
                value = sku or ""
            if width is None:
                head += text + value
            else:
                tail += text + value
            if token == "SEQ":
                width = int(digits or 1)
        rest = (self.pattern or "")[position:]
        return (head + rest, None, "") if width is None else (head, width, tail + rest)

    def _next_name(self, product, day, taken=()):
        """The next free lot name of a product.

        The number goes on from the highest one in use, so that nothing is lost by
        a run that was never finished. A pattern without a number gets one only
        when its name is taken.

        :param taken: names not stored yet that are in use as well
        """
        self.ensure_one()
        head, width, tail = self._parts(day, product.default_code)
        # sudo: names must be unique over all companies sharing the product
        lots = self.env["stock.lot"].sudo()
        escaped = re.sub(r"([\\%_])", r"\\\1", head)
        used = lots.search_fetch(
            [("product_id", "=", product.id), ("name", "=like", f"{escaped}%")],
            ["name"],
        ).mapped("name")
        used = {*used, *taken}
        if width is None and head not in used:
            return head
        number = 1 if width is not None else 2
        separator = "" if width is not None else "-"
        form = re.compile(rf"{re.escape(head + separator)}(\d+){re.escape(tail)}")
        numbers = [int(found[1]) for found in map(form.fullmatch, used) if found]
        number = max([number, *(highest + 1 for highest in numbers)])
        return f"{head}{separator}{str(number).zfill(width or 1)}{tail}"
