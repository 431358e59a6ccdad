from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.maker_mrp.public import only_for

from ...channel_clients.errors import ChannelError, ScopeError


class MakerChannel(models.Model):
    """The buttons on a channel's page."""

    _inherit = "maker.channel"

    @only_for("base.group_user")
    def action_test_connection(self):
        """Ask the shop who it is; a good answer connects the channel."""
        self.ensure_one()
        check = self._answer_of(lambda client: client.check())
        # whoever may press this button may store what the shop told
        channel = self.sudo()
        self.env["maker.channel.location"].sudo()._store(channel, check.locations)
        places = channel.remote_location_ids
        if not channel.remote_location_id and len(places) == 1:
            channel.remote_location_id = places
        values = {"state": "connected", "order_days": check.order_days}
        if not channel.shop_ref and check.shop_id:
            values["shop_ref"] = check.shop_id
        channel.write(values)
        channel._remember_revival(check)
        message = self.env._("Connected to %(shop)s.", shop=check.shop_name)
        if check.missing_scopes:
            return self._tell(f"{message} {self.rest_words}", "warning")
        if check.warning:
            return self._tell(f"{message} {check.warning}", "warning")
        return self._tell(message, "success")

    @only_for("base.group_user")
    def action_connect_again(self):
        """Open the connection's questions for this channel."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Connect %(name)s", name=self.name),
            "res_model": "maker.channel.connect",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_channel_id": self.id,
                "default_code": self.code,
                # how it is connected is no secret, its keys are
                "default_auth_scheme": self.sudo().auth_scheme,
            },
        }

    @only_for("base.group_user")
    def action_start(self):
        """Show what starting would change, before anything is written."""
        self.ensure_one()
        wizard = self.env["maker.channel.start"].create(
            {
                "channel_id": self.id,
                "remote_location_id": self.remote_location_id.id,
                "orders_from": self.orders_since or self.orders_from,
            }
        )
        if not self.listings_read_at and not wizard.has_locations:
            self.action_fetch_listings()
        return wizard._again()

    @only_for("base.group_user")
    def action_fetch_listings(self):
        """Read what is for sale there and link what a SKU names."""
        self.ensure_one()
        count = self._answer_of(lambda client: self._as_worker()._fetch_listings())
        open_ones = self.env["maker.channel.listing"].search_count(
            self._unmatched_domain()
        )
        return self._tell(
            self.env._(
                "%(count)s listings read, %(open)s of them have no product yet.",
                count=count,
                open=open_ones,
            ),
            "warning" if open_ones else "success",
        )

    @only_for("base.group_user")
    def action_push_now(self):
        """Look at every listing again and send what differs."""
        self.ensure_one()
        self.check_access("write")
        self._note_all()
        worker = self._as_worker()
        worker._commit()
        return self._report(worker._work(force=True))

    @only_for("base.group_user")
    def action_import_orders(self):
        """Read the orders now instead of at the next turn."""
        self.ensure_one()
        self.check_access("write")
        worker = self._as_worker()
        worker.orders_read_at = False
        worker._commit()
        return self._report(worker._work(force=True))

    @only_for("base.group_user")
    def action_reconcile(self):
        """Read every listing back and correct what differs."""
        self.ensure_one()
        self.check_access("write")
        worker = self._as_worker()
        worker.reconciled_at = False
        worker._commit()
        report = self._report(worker._work(force=True))
        if worker.last_error:
            return report
        if not worker.reconciled_at:
            return self._tell(
                self.env._(
                    "%(name)s was not compared yet: try again in a minute.",
                    name=self.name,
                ),
                "warning",
            )
        if report["params"]["type"] == "success":
            found, fine = worker._compared()
            report["params"].update(
                type="success" if fine else "warning", message=" ".join(found)
            )
        return report

    @only_for("base.group_user")
    def action_open_listings(self):
        """Show the listings of this channel."""
        return self._own_action("maker_channel_sync.maker_channel_listing_action")

    @only_for("base.group_user")
    def action_open_waiting(self):
        """Show the listings whose number waits, to be approved and sent."""
        action = self._own_action("maker_channel_sync.maker_channel_listing_action")
        action["name"] = self.env._("Waiting in %(name)s", name=self.name)
        action["domain"] += [("needs_push", "=", True)]
        action["help"] = Markup(
            '<p class="o_view_nocontent_smiling_face">%s</p><p>%s</p>'
        ) % (
            self.env._("Nothing waits"),
            self.env._("Every listing of this shop shows what it should."),
        )
        return action

    @only_for("base.group_user")
    def action_open_differences(self):
        """Show the listings that differed when the shop was last compared."""
        action = self._own_action("maker_channel_sync.maker_channel_listing_action")
        action["name"] = self.env._("Differed in %(name)s", name=self.name)
        action["domain"] += [
            ("differed_at", ">=", self.reconciled_at or fields.Datetime.now())
        ]
        return action

    @only_for("base.group_user")
    def action_who_connects(self):
        """Tell a manager whose job connecting a shop is."""
        raise UserError(
            self.env._(
                "Only an administrator connects shops, because it takes their keys. "
                "Ask one to open Sell ▸ Channels and press “Connect a shop”; from then "
                "on you decide what it shows."
            )
        )

    @only_for("base.group_user")
    def action_open_orders(self):
        """Show the orders of this channel."""
        return self._own_action("maker_channel_sync.maker_channel_order_action")

    @only_for("base.group_user")
    def action_open_pushes(self):
        """Show every number sent to this channel."""
        return self._own_action("maker_channel_sync.maker_channel_push_action")

    def _own_action(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("channel_id", "=", self.id)]
        action["context"] = {"default_channel_id": self.id}
        return action

    def _answer_of(self, call):
        """The answer of ``call(client)``, its failure as words for the user."""
        self.check_access("write")
        try:
            return call(self._client())
        except ScopeError as error:
            raise UserError(
                self.env._(
                    "The shop refuses: %(reason)s Grant the permission there and "
                    "connect again.",
                    reason=self._spoken(error),
                )
            ) from error
        except ChannelError as error:
            raise UserError(self._spoken(error)) from error

    def _report(self, worked):
        if not worked:
            return self._tell(
                self.env._("The channel is paused, not connected or busy."), "warning"
            )
        if self.last_error:
            return self._tell(self.last_error, "danger")
        return self._tell(self.env._("Done."), "success")

    def _tell(self, message, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.name,
                "message": message,
                "type": kind,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
