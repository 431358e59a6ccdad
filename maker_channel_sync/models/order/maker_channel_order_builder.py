from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from odoo import api, models
from odoo.fields import Command
from odoo.tools import plaintext2html

from odoo.addons.maker_mrp.tools import format_quantity
from odoo.addons.maker_mrp.trusted import trusted

from ...flags import AT_HAND
from .maker_channel_order_state import naive


@dataclass
class Built:
    """A remote order on its way to a sale order.

    ``sold`` counts listings sold, ``issue`` says why a person is needed.
    """

    order: object
    values: dict
    state: str = "imported"
    issue: str = ""
    sold: dict = field(default_factory=dict)


class MakerChannelOrderBuilder(models.AbstractModel):
    """Values of sale orders from remote orders; nothing is written here but
    customers and, where the channel's rules say so, products."""

    _name = "maker.channel.order.builder"
    _description = "Builder of sale orders from remote orders"

    @api.model
    def _build(self, channel, orders):
        """``[Built, …]`` in the order given, each with values for ``create``."""
        partners = self.env["res.partner"]._maker_customers(channel, orders)
        products = self._products(channel, orders)
        batch = self._at_hand(channel)
        return [
            batch._build_in_currency(
                channel, order, partners[order.remote_id], products
            )
            for order in orders
        ]

    @api.model
    def _build_in_currency(self, channel, order, partners, products):
        ready = self._at_hand(channel, order)
        return ready._build_one(channel, order, partners, products)

    @api.model
    def _build_one(self, channel, order, partners, products):
        built = Built(order, {})
        lines, unknown, foreign = self._sort_lines(channel, order, products)
        parts = {part.key: part for part in self._parts(channel, order)}
        commands = []
        told = self._told_items(channel, order)
        for line, listing, product in lines:
            part = parts[line.remote_id]
            each = None
            if line.remote_id in told:
                product, each = told[line.remote_id]
            values = self._line(channel, order, part, listing, product, each)
            commands.append(Command.create(values))
            if listing:
                sold = built.sold.get(listing.id, 0)
                gone = line.cancelled + line.restocked
                built.sold[listing.id] = sold + max(line.quantity - gone, 0)
        commands += [
            Command.create(self._unknown_line(channel, order, parts[line.remote_id]))
            for line in unknown
        ]
        commands += [
            Command.create(values)
            for values in self._extra_lines(channel, order, parts.values()).values()
        ]
        built.state, built.issue = self._judge(channel, order, unknown, foreign)
        if built.state != "frozen" and (words := self._broken(channel, order, lines)):
            built.state, built.issue = "frozen", words
        built.values = self._header(channel, order, partners, built.state)
        built.values["order_line"] = commands
        return built

    @api.model
    def _sort_lines(self, channel, order, products):
        """What can be sold of an order, and what cannot.

        :return: ``[(line, listing, product)]``, the lines without a product, and the
            products that belong to another company (their lines have none either)
        """
        lines, unknown, foreign = [], [], []
        for line in order.lines:
            listing, product = self._match(channel, line, products)
            if product and product.company_id - channel.company_id:
                foreign.append(product)
                product = None
            if product:
                lines.append((line, listing, product))
            else:
                unknown.append(line)
        return *self._taken_once(channel, lines, unknown), foreign

    @api.model
    def _taken_once(self, channel, lines, unknown):
        """A set and its parts are lines of one order, but their goods leave once.

        The parts are what leaves where each has a product, else it is the set; the
        others keep their price on a service line.
        """
        parts = defaultdict(list)
        parent_of = {}
        for line in [*(one for one, _listing, _product in lines), *unknown]:
            if line.parent:
                parts[line.parent].append(line.remote_id)
                parent_of[line.remote_id] = line.parent
        if not parts:
            return lines, unknown
        known = {line.remote_id for line, _listing, _product in lines}

        def leaves_as_parts(remote_id):
            own = parts.get(remote_id)
            return bool(own) and all(
                one in known or leaves_as_parts(one) for one in own
            )

        def counted_elsewhere(line):
            above = parent_of.get(line.remote_id)
            while above:
                if above in known and not leaves_as_parts(above):
                    return True
                above = parent_of.get(above)
            return leaves_as_parts(line.remote_id)

        only_price = self._service(channel, "set")
        sold = [
            (line, listing, only_price if counted_elsewhere(line) else product)
            for line, listing, product in lines
        ]
        covered = [line for line in unknown if counted_elsewhere(line)]
        sold += [(line, None, only_price) for line in covered]
        return sold, [line for line in unknown if line not in covered]

    @api.model
    def _judge(self, channel, order, unknown, foreign):
        """``(state, issue)`` of an order with these lines that cannot be sold."""
        if foreign:
            return "frozen", self.env._(
                "%(company)s cannot sell what belongs to another company: "
                "%(products)s. Share the products between the companies or link "
                "the listings to products of %(company)s, then try again.",
                company=channel.company_id.name,
                products=", ".join(product.display_name for product in foreign),
            )
        if unknown and channel.unknown_policy != "ignore":
            return "frozen", self.env._(
                "No product is linked to: %(titles)s",
                titles=", ".join(line.title or line.sku for line in unknown),
            )
        if order.state == "review":
            return "frozen", self.env._(
                "The shop calls this order “%(status)s”, a status of its own that does "
                "not say whether it is paid. Confirm the quotation to take it, or set "
                "it to a usual status in the shop.",
                status=channel._masked(order.status or order.state),
            )
        return "waiting" if order.state == "open" else "imported", ""

    @api.model
    def _broken(self, channel, order, lines):
        """Why quantities cannot be what their products' units allow; "" if they can."""
        words = []
        for line, listing, product in lines:
            pack = listing.units_per_listing if listing else 1.0
            units = float(line.quantity) * pack
            if product.type == "consu" and product.uom_id._maker_breaks(units):
                words.append(
                    self.env._(
                        "%(quantity)s of %(title)s was ordered, but %(product)s comes "
                        "in whole %(unit)s.",
                        quantity=format_quantity(self.env, float(line.quantity)),
                        title=line.title or line.sku,
                        product=product.display_name,
                        unit=product.uom_id.name,
                    )
                )
        if words:
            words.append(
                self.env._(
                    "Give the product a unit that can be divided (or correct the "
                    "order in the shop), then try again."
                )
            )
        return " ".join(words)

    @api.model
    def _header(self, channel, order, partners, state):
        """Values of the sale order, without its lines."""
        customer, invoiced, delivered = partners
        held = state == "frozen" or channel.hold_unpaid
        return {
            "company_id": channel.company_id.id,
            "partner_id": customer.id,
            "partner_invoice_id": invoiced.id,
            "partner_shipping_id": delivered.id,
            "warehouse_id": channel.warehouse_id.id,
            "team_id": channel.team_id.id,
            "user_id": False,
            "pricelist_id": self._pricelist(channel, order.currency).id,
            "fiscal_position_id": False,
            "date_order": naive(order.created),
            "client_order_ref": order.name,
            "origin": f"{channel.name} {order.name}",
            "maker_channel_id": channel.id,
            "maker_channel_hold": state != "imported" and held,
            "note": self._order_note(channel, order),
        }

    @api.model
    def _match(self, channel, line, products):
        """``(listing, product)`` of an ordered line, None where there is none."""
        listing, product = products.get((line.listing_id, line.sku), (None, None))
        if line.kind == "gift_card" or (line.kind != "goods" and not product):
            product = self._service(channel, line.kind)
        return listing, product

    @api.model
    def _order_note(self, channel, order):
        parts = [
            channel._said(order.note),
            order.gift_message
            and self.env._("Gift message: %(text)s", text=order.gift_message),
        ]
        text = "\n".join(filter(None, parts))
        return plaintext2html(text) if text else False

    @api.model
    def _products(self, channel, orders, only_look=False):
        """``{(listing id, sku): (listing, product)}`` of everything ordered.

        The channel's own id decides; the SKU helps only where one single
        product bears it.

        :param only_look: create no product, whatever the channel's rules say
        """
        asked = {(line.listing_id, line.sku) for o in orders for line in o.lines}
        listings = self.env["maker.channel.listing"].search(
            [
                ("channel_id", "=", channel.id),
                ("remote_id", "in", [listing_id for listing_id, _sku in asked]),
            ]
        )
        by_id = {listing.remote_id: listing for listing in listings}
        unbound = {
            sku
            for listing_id, sku in asked
            if sku and not (listing_id in by_id and by_id[listing_id].product_id)
        }
        by_sku = self.env["maker.channel.listing"]._products_by_sku(channel, unbound)
        if channel.unknown_policy == "create" and not only_look:
            strange = listings.filtered(
                lambda one: one.state == "unmapped" and one.sku not in by_sku
            )
            strange._create_products()
        found = {}
        for listing_id, sku in asked:
            listing = by_id.get(listing_id)
            if listing and listing.state == "ignored":
                continue
            product = listing.product_id if listing else None
            found[listing_id, sku] = (listing, product or by_sku.get(sku))
        return found

    @api.model
    def _told_items(self, channel, order):
        if not any(line.kind == "custom" for line in order.lines):
            return {}
        return self.env["maker.channel.order"]._custom_items(channel, order)

    @api.model
    def _line(self, channel, order, part, listing, product, each=None):
        """Values of one ordered line; its subtotal is the channel's to the cent.

        :param each: units of the product in one item, where a person told so
        """
        line = part.line
        pack = each or (listing.units_per_listing if listing else 1.0)
        return {
            "product_id": product.id,
            "name": "\n".join(filter(None, (line.title or product.name, line.note))),
            "product_uom_qty": float(part.quantity) * pack,
            "product_uom_id": product.uom_id.id,
            **self._priced(channel, order, part, pack),
            "maker_personalisation": line.note or False,
            "maker_channel_line": line.remote_id,
            "maker_listing_id": listing and listing.id,
            "maker_custom_units": each,
        }

    @api.model
    def _unknown_line(self, channel, order, part):
        """A line for what no product is linked to, so that the total is right."""
        service = self._service(channel, "unknown")
        return {
            "product_id": service.id,
            "name": part.title or part.line.sku or service.name,
            "product_uom_qty": float(part.quantity),
            **self._priced(channel, order, part),
            "maker_channel_line": part.key,
        }

    @api.model
    def _extra_lines(self, channel, order, parts):
        """``{key: values}`` of shipping, gift wrap, tip, order discount, rounding,
        and tax that is no tax of ours."""
        parts = list(parts)
        found = {}
        for part in parts:
            if part.line or not part.net:
                continue
            service = self._service(channel, part.kind)
            found[part.key] = {
                "product_id": service.id,
                "name": part.title or service.name,
                "product_uom_qty": 1,
                **self._priced(channel, order, part),
                "maker_channel_line": part.key,
            }
        loose = sum(
            (part.tax for part in parts if not self._tax(channel, order, part)),
            Decimal(0),
        )
        if loose:
            service = self._service(channel, "tax")
            found["+tax"] = {
                "product_id": service.id,
                "name": service.name,
                "product_uom_qty": 1,
                "price_unit": float(loose),
                "discount": 0.0,
                "tax_ids": [Command.clear()],
                "extra_tax_data": False,
                "maker_price_told": True,
                "maker_channel_line": "+tax",
            }
        return found

    @api.model
    def _service(self, channel, kind):
        """The service product that stands for shipping, a tip and the like."""
        known = trusted(self.env.context, AT_HAND)
        if known is None:
            chosen = self.env["maker.channel.service"]._chosen(channel.company_id)
        else:
            chosen = known.services
        own = self.env.ref(f"maker_channel_sync.product_{kind}")
        return own.browse(chosen.get(kind)) if kind in chosen else own
