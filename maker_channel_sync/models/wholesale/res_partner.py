from odoo import api, fields, models, tools
from odoo.tools import email_normalize

PERSONAL = (
    "street",
    "street2",
    "city",
    "zip",
    "email",
    "phone",
    "company_name",
    "comment",
    "website",
    "vat",
    "maker_channel_customer",
)


class ResPartner(models.Model):
    """Buyers of shops: found again, kept apart and forgotten."""

    _inherit = "res.partner"

    maker_channel_id = fields.Many2one(
        "maker.channel",
        string="Customer of shop",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="base.group_user",
    )
    maker_channel_customer = fields.Char(
        string="Customer ID there",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )

    _maker_customer_uniq = models.UniqueIndex(
        "(maker_channel_id, maker_channel_customer)"
        " WHERE maker_channel_customer IS NOT NULL"
    )

    @api.model
    def _maker_customer_key(self, order):
        """What makes two orders the same customer's, or None for a stranger.

        A name alone never does; guests are the same only with the same
        e-mail address and name.
        """
        if order.customer_id:
            return order.customer_id
        buyer = order.billing if order.billing.email else order.delivery
        email = email_normalize(buyer.email or "")
        return f"{email}|{buyer.name.strip().lower()}" if email else None

    @api.model
    def _maker_customers(self, channel, orders):
        """``{order id: (customer, invoice address, delivery address)}``."""
        keys = {order.remote_id: self._maker_customer_key(order) for order in orders}
        known = {
            partner.maker_channel_customer: partner
            for partner in self.search(
                [
                    ("maker_channel_id", "=", channel.id),
                    ("maker_channel_customer", "in", list(filter(None, keys.values()))),
                ]
            )
        }
        new, new_keys = [], []
        for order in orders:
            key = keys[order.remote_id]
            if key in known:
                continue
            if key is None:
                key = keys[order.remote_id] = ("guest", order.remote_id)
            known[key] = self
            new.append(self._maker_customer_values(channel, order, key))
            new_keys.append(key)
        known.update(zip(new_keys, self.create(new), strict=True))
        return {
            order.remote_id: known[keys[order.remote_id]]._maker_addresses(order)
            for order in orders
        }

    @api.model
    def _maker_customer_values(self, channel, order, key):
        buyer = order.billing if order.billing.name else order.delivery
        values = self._maker_address_values(buyer)
        values["name"] = (
            values["name"]
            or buyer.company
            or self.env._("Customer of %(name)s", name=f"{channel.name} {order.name}")
        )
        values["maker_channel_id"] = channel.id
        values["maker_channel_customer"] = key if isinstance(key, str) else False
        values["customer_rank"] = 1
        values["company_id"] = channel.company_id.id
        return values

    @api.model
    @tools.ormcache("code")
    def _maker_country(self, code):
        """Id of the country with this ISO code, False for none."""
        return self.env["res.country"].search([("code", "=", code)], limit=1).id

    @api.model
    def _maker_state(self, country_id, name):
        """Id of a country's state by its code or name, False for none."""
        if not (country_id and name):
            return False
        domain = [
            ("country_id", "=", country_id),
            "|",
            ("code", "=", name),
            ("name", "=ilike", name),
        ]
        return self.env["res.country.state"].search(domain, limit=1).id

    @api.model
    def _maker_address_values(self, address):
        country = self._maker_country((address.country or "").upper())
        state = self._maker_state(country, address.state)
        return {
            "name": address.name,
            "company_name": address.company or False,
            "street": address.street or False,
            "street2": address.street2 or False,
            "city": address.city or False,
            "zip": address.zip or False,
            "state_id": state,
            "country_id": country,
            "email": address.email or False,
            "phone": address.phone or False,
        }

    def _maker_addresses(self, order):
        """The customer with the addresses of one order, created where new."""
        self.ensure_one()
        delivery = order.delivery
        if not (delivery.street or delivery.name):
            return self, self, self
        same = ("name", "street", "zip", "city")
        values = self._maker_address_values(delivery)
        for contact in self | self.child_ids:
            if all((contact[name] or "") == (values[name] or "") for name in same):
                return self, self, contact
        values.update(
            parent_id=self.id,
            type="delivery",
            name=values["name"] or self.name,
            company_id=self.company_id.id,
        )
        values.pop("company_name")
        return self, self, self.create(values)

    def _maker_forget(self):
        """Make nameless those of these buyers whom nothing needs any more.

        Families of addresses go together. Only partners that the import created
        are touched, and none that another order, an invoice or a login names.
        """
        roots = (self | self.parent_id).filtered("maker_channel_id")
        families = roots.with_context(active_test=False)
        everyone = families | families.child_ids
        kept = self._maker_still_needed(everyone)
        gone = families.filtered(lambda root: not ((root | root.child_ids) & kept))
        gone |= gone.child_ids
        if not gone:
            return
        gone.write(
            {
                **dict.fromkeys(PERSONAL, False),
                "name": self.env._("Former buyer"),
                "active": False,
            }
        )
        self.env["mail.message"].search(
            [("model", "=", self._name), ("res_id", "in", gone.ids)]
        ).unlink()

    @api.model
    def _maker_still_needed(self, partners):
        """Those of the partners that something other than a forgotten order names."""
        kept = partners.filtered("user_ids")
        named = ("partner_id", "partner_invoice_id", "partner_shipping_id")
        for name in named:
            sales = self.env["sale.order"].search(
                [
                    (name, "in", partners.ids),
                    "|",
                    ("maker_channel_order_ids", "=", False),
                    ("maker_channel_order_ids.forgotten_at", "=", False),
                ]
            )
            kept |= sales[name]
        for name in ("partner_id", "partner_shipping_id"):
            moves = self.env["account.move"].search(
                [(name, "in", partners.ids), ("state", "!=", "cancel")]
            )
            kept |= moves[name]
        return kept & partners
