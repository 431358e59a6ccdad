"""Etsy's records, and a client before a shop that keeps them."""

import base64
import copy
import hashlib
import hmac
from datetime import datetime, timezone

from channel_clients.etsy import EtsyClient
from channel_doubles import reply, tokens, transport

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
SECRET = "whsec_" + base64.b64encode(b"sixteen byte key").decode()


def usd(amount):
    return {"amount": amount, "divisor": 100, "currency_code": "USD"}


def product(quantity, amount=1999, sku="CANDLE", values=(), product_id=1, **offering):
    return {
        "product_id": product_id,
        "sku": sku,
        "is_deleted": False,
        "property_values": list(values),
        "offerings": [
            {
                "offering_id": 5,
                "quantity": quantity,
                "is_enabled": True,
                "is_deleted": False,
                "price": usd(amount),
                "readiness_state_id": 77,
                **offering,
            }
        ],
    }


def value(property_id, value_id, text):
    return {
        "property_id": property_id,
        "property_name": "Size",
        "scale_id": None,
        "scale_name": None,
        "value_ids": [value_id],
        "values": [text],
    }


def listing(listing_id, *products, state="active", quantity_on=()):
    return {
        "listing_id": listing_id,
        "title": "Lavender candle",
        "state": state,
        "url": f"https://www.etsy.com/listing/{listing_id}",
        "inventory": {
            "products": list(products),
            "price_on_property": [200],
            "quantity_on_property": list(quantity_on),
            "sku_on_property": [],
            "readiness_state_on_property": [],
        },
    }


class Shop:
    """The least of Etsy that a write needs."""

    def __init__(self, *records):
        self.records = {str(one["listing_id"]): one for one in records}
        self.pictures: dict[str, list] = {}
        self.drops_pictures = False
        self.calls = []

    def __call__(self, call):
        self.calls.append(call)
        path = call.path.removeprefix("/v3/application")
        if path == "/listings/batch/inventory":
            ids = call.params["listing_ids"].split(",")
            if any(one not in self.records for one in ids):
                return reply({"error": "not found"}, 404)
            return reply({"results": [copy.deepcopy(self.records[i]) for i in ids]})
        listing_id = path.split("/listings/")[1].split("/")[0]
        record = self.records[listing_id]
        if path.endswith("/variation-images"):
            if call.method == "POST":
                self.pictures[listing_id] = call.json["variation_images"]
            return reply({"results": self.pictures.get(listing_id, [])})
        if call.method == "PATCH":
            record["state"] = call.data["state"]
            return reply(record)
        return self.put(record, call)

    def put(self, record, call):
        if call.params.get("max_variations_supported") != "3":
            return reply({"error": "third variation"}, 409)
        sent = call.json
        offerings = [one for p in sent["products"] for one in p["offerings"]]
        if not any(one["quantity"] for one in offerings):
            return reply({"error": "One offering must have quantity"}, 400)
        stored = copy.deepcopy(sent)
        for number, one in enumerate(stored["products"]):
            one["product_id"] = 9000 + number
            for offering in one["offerings"]:
                price = round(offering["price"] * 100)
                offering["price"] = usd(price)
        record["inventory"] = stored
        if self.drops_pictures:
            self.pictures[str(record["listing_id"])] = []
        return reply(stored)

    def made(self, method, ending):
        return [c for c in self.calls if c.method == method and c.path.endswith(ending)]


def client(*script, **options):
    made, session, clock = transport(*script, base_url="https://openapi.etsy.com")
    options.setdefault("token", tokens("12.access"))
    etsy = EtsyClient(
        made, shop_id=42, keystring="key", shared_secret="shared", **options
    )
    return etsy, session, clock


SMALL, LARGE = value(200, 11, "S"), value(200, 12, "L")


def signed(body, stamp=NOW, secret=b"sixteen byte key"):
    text = str(int(stamp.timestamp()))
    digest = hmac.new(secret, f"msg_1.{text}.".encode() + body, hashlib.sha256)
    mark = base64.b64encode(digest.digest()).decode()
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": text,
        "Webhook-Signature": f"v1,AAAA v1,{mark}",
    }


def rows(*found):
    """A page of a list that holds no more."""
    return reply({"count": len(found), "results": list(found)})
