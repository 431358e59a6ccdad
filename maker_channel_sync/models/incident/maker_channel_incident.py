from datetime import datetime

from markupsafe import Markup

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from odoo.addons.maker_mrp.public import only_for


class MakerChannelIncident(models.Model):
    """What went wrong between shop and stock, and what a person did about it."""

    _name = "maker.channel.incident"
    _description = "Oversell or drift on a sales channel"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(required=True)
    kind = fields.Selection(
        [("oversell", "Oversold"), ("drift", "Shows a wrong number")],
        required=True,
        readonly=True,
    )
    channel_id = fields.Many2one(
        "maker.channel", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    listing_id = fields.Many2one(
        "maker.channel.listing", ondelete="set null", readonly=True
    )
    product_id = fields.Many2one(
        "product.product", ondelete="set null", readonly=True, index=True
    )
    sale_order_id = fields.Many2one(
        "sale.order",
        string="Order",
        ondelete="set null",
        readonly=True,
        help="The sale that took more than there was. Another order may be the one "
        "whose goods are missing.",
    )
    lacking = fields.Char(
        string="Goods missing",
        compute="_compute_lacking",
        help="The orders whose goods are not there now.",
    )
    run_id = fields.Many2one(
        "mrp.production",
        ondelete="set null",
        readonly=True,
        index="btree_not_null",
    )
    picking_ids = fields.One2many(
        "stock.picking", "maker_incident_id", string="Transfers", readonly=True
    )
    quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="Units sold that are not there, or the size of the difference.",
    )
    seconds_exposed = fields.Float(
        string="On sale too long (seconds)",
        readonly=True,
        help="How long the listing could be bought although nothing was left.",
    )
    cause = fields.Char(readonly=True)
    moments = fields.Json(readonly=True)
    timeline = fields.Html(
        string="What happened", compute="_compute_timeline", sanitize=False
    )
    state = fields.Selection(
        [("open", "Open"), ("done", "Settled")], default="open", tracking=True
    )
    remedy = fields.Selection(
        [
            ("make", "Make it"),
            ("move", "Move stock"),
            ("split", "Split the delivery"),
            ("cancel", "Cancel it"),
            ("withdrawn", "Nothing: cancelled in the shop"),
            ("healed", "Corrected the listing"),
            ("none", "Nothing to do"),
        ],
        string="What we do",
        tracking=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        first = any(vals.get("kind") == "oversell" for vals in vals_list)
        if first and not self._any_oversell():
            self.env.registry.clear_cache()
        return super().create(vals_list)

    @api.model
    @tools.ormcache()
    def _any_oversell(self):
        """Whether anything was ever oversold: deliveries need not ask before."""
        # sudo: who packs need not be allowed to read incidents
        oversells = self.sudo().with_context(active_test=False)
        return bool(oversells.search_count([("kind", "=", "oversell")], limit=1))

    @api.model
    def _report_drift(self, listing, known, shown):
        """One open incident a listing: what it showed and what was known."""
        refused = listing.error and self.env._(
            "the last push was refused: %(why)s", why=listing.error
        )
        values = {
            "kind": "drift",
            "channel_id": listing.channel_id.id,
            "listing_id": listing.id,
            "product_id": listing.product_id.id,
            "quantity": shown - known,
            "cause": refused or self.env._("changed by hand in the shop"),
            "name": self.env._(
                "%(listing)s shows %(shown)s instead of %(known)s",
                listing=listing.display_name,
                shown=shown,
                known=known,
            ),
            "moments": self._moments(listing.product_id),
        }
        known_one = self.search(
            [
                ("kind", "=", "drift"),
                ("state", "=", "open"),
                ("listing_id", "=", listing.id),
            ],
            limit=1,
        )
        if known_one:
            known_one.write(values)
            return known_one
        return self.create(values)

    def _alert(self, summary):
        self.ensure_one()
        self._maker_todo(self.channel_id.user_id, summary)

    @api.model
    def _settle_drift(self, listing):
        """The shop shows the right number again."""
        self.search(
            [
                ("kind", "=", "drift"),
                ("state", "=", "open"),
                ("listing_id", "=", listing.id),
            ]
        ).write({"state": "done", "remedy": "healed"})

    @api.depends("moments")
    @api.depends_context("tz", "lang")
    def _compute_timeline(self):
        for incident in self:
            incident.timeline = incident._as_table() if incident.moments else False

    @api.depends("state", "product_id", "sale_order_id")
    def _compute_lacking(self):
        for incident in self:
            incident.lacking = (
                incident.kind == "oversell"
                and incident.state == "open"
                # whoever reads incidents reads the names of their orders
                and incident.sudo()._say_who_lacks()
            )

    def _as_table(self):
        """The moments as a table: when, how long after the one before, and what."""
        self.ensure_one()
        body, before = [], None
        zone = self.env.context.get("tz") or self.env.user.tz
        for text, what, mark in self.moments:
            at = datetime.fromisoformat(text)
            passed = (at - before).total_seconds() if before else 0
            before = at
            body.append(
                Markup("<tr%s><td>%s</td><td>%s</td><td>%s</td></tr>")
                % (
                    Markup(' class="fw-bold table-warning"') if mark else "",
                    format_datetime(self.env, at, tz=zone, dt_format="d MMM HH:mm:ss"),
                    f"+{passed:.1f} s" if passed else "",
                    what,
                )
            )
        table = Markup('<div class="table-responsive"><table class="table table-sm">')
        return table + Markup().join(body) + Markup("</table></div>")

    @only_for("base.group_user")
    def action_make(self):
        """Ask how many to make; a run planned before is opened instead."""
        self.ensure_one()
        if self.run_id and self.run_id.state != "cancel":
            return self.run_id._maker_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make what is missing"),
            "res_model": "maker.incident.make",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_incident_id": self.id,
                "default_quantity": self.quantity,
            },
        }

    @only_for("base.group_user")
    def action_move(self):
        """Open a transfer of what is missing from a place that has some."""
        self.ensure_one()
        source = self._place_with_some()
        if not source:
            raise UserError(
                self.env._(
                    "No other place has any %(product)s. Make it, split the delivery "
                    "or cancel what is missing.",
                    product=self.product_id.display_name,
                )
            )
        warehouse = self.channel_id.warehouse_id
        goal = warehouse.lot_stock_id
        move = {
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "product_uom": self.product_id.uom_id.id,
            "location_id": source.id,
            "location_dest_id": goal.id,
        }
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "view_mode": "form",
            "context": {
                "default_picking_type_id": warehouse.int_type_id.id,
                "default_location_id": source.id,
                "default_location_dest_id": goal.id,
                "default_move_ids": [(0, 0, move)],
                "default_origin": self.sale_order_id.name,
                "default_maker_incident_id": self.id,
            },
        }

    def _place_with_some(self):
        """The place that this shop does not sell from and that has most left."""
        offered = self.channel_id._stock_locations()
        rows = self.env["stock.quant"]._read_group(
            [
                ("product_id", "=", self.product_id.id),
                ("company_id", "=", self.company_id.id),
                ("location_id.usage", "=", "internal"),
                "!",
                ("location_id", "child_of", offered.ids),
            ],
            ["location_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        left = {place: quantity - reserved for place, quantity, reserved in rows}
        best = max(left, key=left.get, default=None)
        if best is None or self.product_id.uom_id.compare(left[best], 0) <= 0:
            return self.env["stock.location"]
        return best

    @only_for("base.group_user")
    def action_split(self):
        """Open the delivery, to send what is there and leave the rest for later."""
        self.ensure_one()
        self._give_to_who_waits()
        order = self._order_to_mend()
        pickings = order.picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel")
        )
        here, missing = self._what_is_there(pickings.move_ids)
        if not missing:
            raise UserError(
                self.env._(
                    "Nothing to split: all goods of order %(order)s are reserved for "
                    "it. Press Settled when nothing is missing any more.",
                    order=order.name,
                )
            )
        if not here:
            raise UserError(
                self.env._(
                    "Nothing to split: nothing of order %(order)s is there yet. Make "
                    "it, move stock or cancel.",
                    order=order.name,
                )
            )
        return order.action_view_delivery()

    @api.model
    def _what_is_there(self, moves):
        """Whether some goods of these moves are reserved, and whether some are not."""
        moves = moves.filtered(lambda one: one.state not in ("done", "cancel"))
        here = any(one.product_uom.compare(one.quantity, 0) > 0 for one in moves)
        return here, any(self._waits_for(one) > 0 for one in moves)

    def _remember_remedy(self, remedy):
        """What was done, as soon as it is done; an incident that is settled stays."""
        self.filtered(lambda one: one.state == "open").remedy = remedy

    def _drop_plans(self):
        """Take back what was planned and not begun, as another way was chosen."""
        runs = self.run_id.filtered(
            lambda run: run.state in ("draft", "confirmed") and not run.qty_producing
        )
        transfers = self.picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel")
        )
        for documents in filter(None, (runs, transfers)):
            documents.action_cancel()

    @only_for("base.group_user")
    def action_cancel_order(self):
        """Ask what to cancel and what to write to the buyer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel what is missing"),
            "res_model": "maker.incident.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_incident_id": self.id},
        }

    @only_for("base.group_user")
    def action_settle(self):
        """Nothing is left to do here; the to-do goes too."""
        for incident in self:
            incident.write({"state": "done", "remedy": incident.remedy or "none"})
        self.activity_ids.action_done()
