"""Calls to the fake Etsy, as a client makes them."""

import requests

APP = "/v3/application"


def call(shop, method, path, key=None, token=None, **options):
    headers = {
        "x-api-key": key or f"{shop.keystring}:{shop.shared_secret}",
        "Authorization": f"Bearer {token or shop.access_token}",
    }
    return requests.request(
        method, shop.url + APP + path, headers=headers, timeout=5, **options
    )


def writable(shop, listing):
    """The record of a listing as it has to be sent back."""
    record = call(shop, "GET", f"/listings/{listing.id}/inventory").json()
    for product in record["products"]:
        del product["product_id"], product["is_deleted"]
        for value in product["property_values"]:
            del value["scale_name"]
        for offering in product["offerings"]:
            del offering["offering_id"], offering["is_deleted"]
            money = offering["price"]
            offering["price"] = money["amount"] / money["divisor"]
    return record


def put(shop, listing, record, supported="3"):
    return call(
        shop,
        "PUT",
        f"/listings/{listing.id}/inventory?max_variations_supported={supported}",
        json=record,
    )


def receipt(shop, order):
    return call(shop, "GET", f"/shops/{shop.shop_id}/receipts/{order}").json()
