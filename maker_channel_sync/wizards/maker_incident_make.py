from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.maker_mrp.public import only_for


class MakerIncidentMake(models.TransientModel):
    """Plan a run of what was oversold; nothing is planned before the yes."""

    _name = "maker.incident.make"
    _description = "Make what was oversold"

    incident_id = fields.Many2one(
        "maker.channel.incident", required=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="incident_id.product_id")
    unit_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(
        "Make",
        digits="Product Unit",
        required=True,
        help="At least what is missing; more where a whole batch is made.",
    )

    @only_for("base.group_user")
    def action_plan(self):
        """Plan the run, note that this is what is done, and open the run."""
        self.ensure_one()
        incident, unit = self.incident_id, self.unit_id
        if unit.compare(self.quantity, 0) <= 0:
            raise UserError(self.env._("Write how many to make."))
        run = self.env["mrp.production"].create(
            {
                "product_id": self.product_id.id,
                "product_qty": self.quantity,
                "product_uom_id": unit.id,
                "origin": incident.sale_order_id.name,
                "company_id": incident.company_id.id,
            }
        )
        incident.write({"remedy": "make", "run_id": run.id})
        return run._maker_open()
