import pytest
from channel_clients.errors import ChannelError, Conflict, ItemRejected
from channel_clients.types import StockChange
from channel_doubles import reply, tokens
from channel_wix import client


class Site:
    """The least of a Wix site with catalog V3 that a write needs."""

    def __init__(self, *items):
        self.items = {item["id"]: item for item in items}
        self.broken = {}
        self.between = None
        self.calls = []

    def __call__(self, call):
        self.calls.append(call)
        if call.path == "/stores/v3/provision/version":
            return reply({"catalogVersion": "V3_CATALOG"})
        if call.path.endswith("/query"):
            wanted = call.json["query"]["filter"]["productId"]["$in"]
            rows = [dict(i) for i in self.items.values() if i["productId"] in wanted]
            if self.between:
                self.between()
                self.between = None
            return reply({"inventoryItems": rows, "pagingMetadata": {"hasNext": False}})
        rows = [one["inventoryItem"] for one in call.json["inventoryItems"]]
        return reply({"results": [self.update(n, row) for n, row in enumerate(rows)]})

    def update(self, index, row):
        item = self.items[row["id"]]
        told = {"id": row["id"], "originalIndex": index, "success": False}
        if row["id"] in self.broken:
            told["error"] = {"code": "X", "description": self.broken[row["id"]]}
        elif row["revision"] != item["revision"]:
            told["error"] = {"code": "INVALID_REVISION", "description": "stale"}
        else:
            item.update(
                quantity=row["quantity"],
                trackQuantity=True,
                revision=str(int(item["revision"]) + 1),
            )
            return {"itemMetadata": {**told, "success": True}, "item": dict(item)}
        return {"itemMetadata": told}

    def writes(self):
        return [
            [one["inventoryItem"] for one in call.json["inventoryItems"]]
            for call in self.calls
            if call.path.endswith("/update")
        ]


def item(ident, quantity, product="p1", variant="v1", revision="3", **changes):
    return {
        "id": ident,
        "productId": product,
        "variantId": variant,
        "revision": revision,
        "trackQuantity": quantity is not None,
        **({} if quantity is None else {"quantity": quantity}),
        **changes,
    }


def test_a_key_goes_with_its_site_and_a_token_alone():
    wix, session, _clock = client(reply({"catalogVersion": "V3_CATALOG"}))
    wix.catalog()
    assert session.sent[0].headers["Authorization"] == "IST.key"
    assert session.sent[0].headers["wix-site-id"] == "site-1"
    wix, session, _clock = client(
        reply({}, 401),
        reply({"catalogVersion": "V1_CATALOG"}),
        api_key="",
        token=tokens("old", "new"),
    )
    wix.catalog()
    assert session.sent[1].headers["Authorization"] == "new"
    assert "wix-site-id" not in session.sent[1].headers


def test_a_site_without_a_store_is_told():
    wix, _session, _clock = client(reply({"catalogVersion": "STORES_NOT_INSTALLED"}))
    with pytest.raises(ChannelError, match="not installed"):
        wix.check()


def test_a_thousand_changes_are_one_write_with_revisions():
    site = Site(*(item(f"i{n}", 5, f"p{n}") for n in range(1001)))
    wix, _session, _clock = client(site)
    results = wix.set_stock([StockChange(f"p{n}:v1", 4, 5) for n in range(1001)])
    assert all((one.error, one.quantity) == (None, 4) for one in results)
    assert [len(rows) for rows in site.writes()] == [1000, 1]
    assert site.writes()[0][0] == {"id": "i0", "revision": "3", "quantity": 4}
    assert results[0].version == "4"


def test_a_sale_between_read_and_write_is_a_conflict_with_the_number():
    site = Site(item("i1", 5), item("i2", 5, "p2"))

    def sale():
        site.items["i1"].update(quantity=2, revision="4")

    site.between = sale
    wix, _session, _clock = client(site)
    results = wix.set_stock([StockChange("p1:v1", 9, 5), StockChange("p2:v1", 9, 5)])
    assert isinstance(results[0].error, Conflict)
    assert results[0].error.actual == 2
    assert results[1].error is None
    assert site.items["i1"]["quantity"] == 2


def test_a_write_applied_twice_is_a_success():
    site = Site(item("i1", 5))
    answers = []

    def lossy(call):
        answer = site(call)
        if call.path.endswith("/update") and not answers:
            answers.append(answer)
            return reply(status=502)
        return answer

    wix, _session, _clock = client(lossy)
    (result,) = wix.set_stock([StockChange("p1:v1", 4, 5)])
    assert (result.error, result.quantity, result.version) == (None, 4, "4")


def test_one_bad_item_is_its_own():
    site = Site(item("i1", 5), item("i2", 5, "p2"))
    site.broken["i2"] = "preorder"
    wix, _session, _clock = client(site)
    results = wix.set_stock([StockChange("p1:v1", 4), StockChange("p2:v1", 4)])
    assert results[0].error is None
    assert isinstance(results[1].error, ItemRejected)


def test_other_locations_count_towards_what_is_shown():
    site = Site(item("i2", 4, locationId="b"), item("i1", 5, locationId="a"))
    wix, _session, _clock = client(site)
    assert wix.get_stock(["p1:v1"])["p1:v1"].quantity == 9
    (result,) = wix.set_stock([StockChange("p1:v1", 6, 9)])
    assert (result.error, result.quantity) == (None, 6)
    assert site.writes() == [[{"id": "i1", "revision": "3", "quantity": 2}]]
    (result,) = wix.set_stock([StockChange("p1:v1", 3)])
    assert isinstance(result.error, ItemRejected)
    assert "other locations" in str(result.error)


def test_what_is_not_counted_is_told():
    site = Site(item("i1", None, inStock=True))
    wix, _session, _clock = client(site)
    assert wix.get_stock(["p1:v1"])["p1:v1"].tracked is False


def test_stock_below_zero_is_told_as_it_is():
    site = Site(item("i1", -3))
    wix, _session, _clock = client(site)
    assert wix.get_stock(["p1:v1"])["p1:v1"].quantity == -3


def test_the_old_catalog_writes_the_variants_of_a_product_together():
    rows = [
        {
            "productId": "p1",
            "trackQuantity": True,
            "variants": [
                {"variantId": "v1", "quantity": 5},
                {"variantId": "v2", "quantity": 5},
            ],
        }
    ]
    wix, session, _clock = client(
        reply({"catalogVersion": "V1_CATALOG"}),
        reply({"inventoryItems": rows}),
        reply({}),
    )
    results = wix.set_stock([StockChange("p1:v1", 4, 5), StockChange("p1:v2", 3, 5)])
    assert all(one.error is None for one in results)
    patch = session.sent[2]
    assert (patch.method, patch.path) == (
        "PATCH",
        "/stores/v2/inventoryItems/product/p1",
    )
    assert patch.json["inventoryItem"] == {
        "trackQuantity": True,
        "variants": [
            {"variantId": "v1", "quantity": 4},
            {"variantId": "v2", "quantity": 3},
        ],
    }
