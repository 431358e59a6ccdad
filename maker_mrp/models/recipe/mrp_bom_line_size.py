from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ...public import only_for
from ...recipe_math import COUNT


class MrpBomLine(models.Model):
    """What grows with the size of the product and what every size needs once."""

    _inherit = "mrp.bom.line"

    scales_with_size = fields.Boolean(
        default=True,
        help="Multiply with the size factor of the variant. Off for what every size "
        "needs just once, such as a tin or a lid: what is counted in pieces starts "
        "that way.",
        groups="base.group_user",
    )
    size_doubt = fields.Boolean(
        copy=False,
        readonly=True,
        help="Counted in pieces and grows with the size, since before pieces started "
        "without that; nobody has said yet whether it should.",
        groups="base.group_user",
    )

    def _auto_init(self):
        upgraded = not column_exists(self.env.cr, self._table, "size_doubt")
        if upgraded:
            create_column(self.env.cr, self._table, "size_doubt", "boolean")
        result = super()._auto_init()
        if upgraded:
            self._maker_doubt_sizes()
        return result

    @api.model
    def _maker_doubt_sizes(self):
        """Note the lines of pieces that grow with the size, for a person to check."""
        piece = self.env["uom.uom"]._maker_uom_id("uom.product_uom_unit")
        if not piece:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE mrp_bom_line line SET size_doubt = TRUE
                  FROM product_product product, product_template template,
                       uom_uom uom
                 WHERE product.id = line.product_id
                   AND template.id = product.product_tmpl_id
                   AND uom.id = template.uom_id
                   AND uom.parent_path LIKE %s
                   AND line.scales_with_size
                """,
                f"{piece}/%",
            )
        )
        self.invalidate_model(["size_doubt"])

    @api.model_create_multi
    def create(self, vals_list):
        products = self.env["product.product"]
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            product = products.browse(vals.get("product_id") or [])
            if product and "scales_with_size" not in vals:
                vals["scales_with_size"] = not self._maker_counted(product)
        return super().create(vals_list)

    def write(self, vals):
        if "scales_with_size" in vals and "size_doubt" not in vals:
            vals = {**vals, "size_doubt": False}
        return super().write(vals)

    @api.onchange("product_id")
    def _onchange_product_size(self):
        """Another sort of ingredient starts as its sort does."""
        counted = self._maker_counted(self.product_id)
        before = self._origin.product_id
        if self.product_id and (not before or self._maker_counted(before) != counted):
            self.scales_with_size = not counted

    @api.model
    def _maker_counted(self, product):
        """Whether stock of ``product`` is counted in pieces."""
        return bool(product) and product.uom_id._maker_unit().family == COUNT


class MrpBom(models.Model):
    """Says where a line may have the wrong quantity in some sizes."""

    _inherit = "mrp.bom"

    size_doubts = fields.Text(
        string="Pieces that grow with the size",
        compute="_compute_size_doubts",
        groups="base.group_user",
    )

    @api.depends(
        "bom_line_ids.size_doubt",
        "bom_line_ids.product_qty",
        "scale_ids.factor",
        "scale_ids.value_id",
    )
    def _compute_size_doubts(self):
        for bom in self:
            largest = max(
                bom._maker_sizes(), key=lambda scale: scale.factor, default=None
            )
            doubted = self.env["mrp.bom.line"]
            if largest and largest.factor != 1:
                doubted = bom.bom_line_ids.filtered("size_doubt")
            bom.size_doubts = "\n".join(
                bom._maker_size_doubt(line, largest) for line in doubted
            )

    def _maker_size_doubt(self, line, scale):
        runs, uom = self.env["mrp.production"], line.product_uom_id
        return self.env._(
            "%(product)s: %(amount)s for a batch of %(size)s, %(once)s for one of the "
            "size the recipe is written for.",
            product=line.product_id.display_name,
            amount=runs._maker_amount(line.product_qty * scale.factor, uom),
            size=scale.value_id.name,
            once=runs._maker_amount(line.product_qty, uom),
        )

    @api.model
    def _maker_size_doubt_domain(self):
        return [("bom_line_ids.size_doubt", "=", True), ("scale_ids.factor", "!=", 1)]

    @only_for("base.group_user")
    def action_maker_pieces_once(self):
        """Every size takes the same number of the pieces in doubt."""
        self.bom_line_ids.filtered("size_doubt").scales_with_size = False
        return True

    @only_for("base.group_user")
    def action_maker_pieces_grow(self):
        """The pieces in doubt do grow with the size, as they are written."""
        self.bom_line_ids.filtered("size_doubt").write({"size_doubt": False})
        return True
