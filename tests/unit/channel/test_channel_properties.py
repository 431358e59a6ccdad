"""What holds for every record and every pattern of refusals."""

from channel_clients.errors import ItemRejected
from channel_clients.etsy import inventory as etsy_inventory
from channel_clients.faire import FaireClient
from channel_clients.shopify import ShopifyClient
from channel_clients.types import StockChange
from channel_clients.woocommerce import WooCommerceClient
from channel_doubles import reply, tokens, transport
from hypothesis import given, settings
from hypothesis import strategies as st

quick = settings(derandomize=True, deadline=None, max_examples=60)


@st.composite
def records(draw):
    """An Etsy listing of up to three variations with prices and quantities."""
    sizes = draw(st.lists(st.integers(1, 3), max_size=3))
    combinations = [()]
    for index, size in enumerate(sizes):
        combinations = [
            (*one, (500 + index, 1000 * index + n))
            for one in combinations
            for n in range(size)
        ]
    on = draw(st.sets(st.sampled_from([500 + n for n in range(len(sizes))] or [0])))
    groups: dict = {}
    products = []
    for number, combination in enumerate(combinations):
        group = tuple(pair for pair in combination if pair[0] in on)
        quantity = groups.setdefault(group, draw(st.integers(0, 999)))
        amount = draw(st.integers(1, 999_999))
        divisor = draw(st.sampled_from([1, 100, 1000]))
        products.append(
            {
                "product_id": number,
                "sku": draw(st.sampled_from(["", "A", "B", None])),
                "is_deleted": False,
                "property_values": [
                    {
                        "property_id": prop,
                        "property_name": "Size",
                        "scale_id": None,
                        "value_ids": [value],
                        "values": [f"v{value}"],
                    }
                    for prop, value in combination
                ],
                "offerings": [
                    {
                        "quantity": quantity,
                        "is_enabled": True,
                        "is_deleted": False,
                        "price": {
                            "amount": amount,
                            "divisor": divisor,
                            "currency_code": "USD",
                        },
                        "readiness_state_id": 7,
                    }
                ],
            }
        )
    return {
        "inventory": {
            "products": products,
            "quantity_on_property": sorted(on & {500 + n for n in range(len(sizes))}),
            "price_on_property": [],
            "sku_on_property": [],
            "readiness_state_on_property": [],
        }
    }


@quick
@given(records(), st.data())
def test_etsy_a_write_changes_quantities_and_nothing_else(record, data):
    products = etsy_inventory.products_of(record)
    keys = sorted(products)
    wanted = data.draw(
        st.dictionaries(st.sampled_from(keys), st.integers(0, 999), min_size=1)
    )
    plan = etsy_inventory.plan(record, wanted)
    sent = plan.body["products"]
    assert len(sent) == len(products)
    assert [etsy_inventory.product_key(p["property_values"]) for p in sent] == list(
        products
    )
    for product, before in zip(sent, products.values(), strict=True):
        (offering,) = product["offerings"]
        (old,) = before["offerings"]
        assert offering["price"] == old["price"]["amount"] / old["price"]["divisor"]
        assert offering["readiness_state_id"] == 7
        assert product["sku"] == (before["sku"] or "")
    on = set(record["inventory"]["quantity_on_property"])
    pools: dict = {}
    for key, product in zip(products, sent, strict=True):
        quantity = product["offerings"][0]["quantity"]
        assert plan.quantities[key] == quantity
        group = tuple(
            (v["property_id"], v["value_ids"][0])
            for v in product["property_values"]
            if v["property_id"] in on
        )
        assert pools.setdefault(group, quantity) == quantity
        if key in wanted:
            assert quantity <= wanted[key]
            assert quantity == wanted[key] or key in plan.shared


@quick
@given(records())
def test_etsy_writing_what_is_there_is_no_change(record):
    products = etsy_inventory.products_of(record)
    same = {key: etsy_inventory.held(one) for key, one in products.items()}
    plan = etsy_inventory.plan(record, same)
    assert not plan.changed
    assert plan.quantities == same


bad_sets = st.sets(st.integers(0, 39), max_size=12)


class Patience:
    """Applies a call whole or, with a bad item in it, not at all."""

    def __init__(self, bad, telling):
        self.bad = {str(one) for one in bad}
        self.telling = telling
        self.stock: dict[str, int] = {}
        self.calls = 0

    def outcome(self, wanted):
        """(indices to blame, None for nobody in particular) or () if applied."""
        self.calls += 1
        found = [n for n, (item, _q) in enumerate(wanted) if item in self.bad]
        if not found:
            self.stock.update(wanted)
            return ()
        return {"all": found, "first": found[:1], "none": [None]}[self.telling]


@quick
@given(bad_sets, st.sampled_from(["all", "first", "none"]))
def test_shopify_every_good_item_is_written_whatever_is_wrong_with_others(bad, telling):
    shop = Patience(bad, telling)

    def answer(call):
        rows = call.json["variables"]["input"]["quantities"]
        wanted = [
            (row["inventoryItemId"].rpartition("/")[2], row["quantity"]) for row in rows
        ]
        blamed = shop.outcome(wanted)
        errors = [
            {
                "code": "INVALID_INVENTORY_ITEM",
                "message": "no",
                "field": None if n is None else ["input", "quantities", str(n)],
            }
            for n in blamed
        ]
        moved = [
            {"name": "available", "delta": 1, "item": {"id": f"gid://shopify/I/{item}"}}
            for item, _quantity in wanted
        ]
        group = None if errors else {"changes": moved}
        told = {"inventoryAdjustmentGroup": group, "userErrors": errors}
        return reply({"data": {"inventorySetQuantities": told}})

    made, _session, _clock = transport(answer)
    client = ShopifyClient(made, token=tokens(), location_id="5")
    check_isolation(client, shop, [f"v{n}:{n}" for n in range(40)], bad)


@quick
@given(bad_sets, st.sampled_from(["first", "none"]))
def test_faire_every_good_item_is_written_whatever_is_wrong_with_others(bad, telling):
    shop = Patience({f"po_{one:03}" for one in bad}, telling)

    def level(item):
        held = {"type": "QUANTITY", "quantity": shop.stock.get(item, 5)}
        none = {"type": "QUANTITY", "quantity": 0}
        return {
            "on_hand_quantity": held,
            "committed_quantity": none,
            "available_quantity": held,
        }

    def answer(call):
        if call.method == "GET":
            return reply(
                {"inventories": {one: level(one) for one in call.params["ids"]}}
            )
        wanted = [
            (row["product_variant_id"], row["on_hand_quantity"])
            for row in call.json["inventories"]
        ]
        blamed = shop.outcome(wanted)
        if blamed:
            named = "" if blamed[0] is None else wanted[blamed[0]][0]
            return reply({"message": f"Product variant {named} not found"}, 404)
        return reply({"inventories": {one: level(one) for one, _quantity in wanted}})

    made, _session, _clock = transport(answer)
    client = FaireClient(made, token=tokens())
    check_isolation(client, shop, [f"po_{n:03}" for n in range(40)], bad)


@quick
@given(bad_sets)
def test_woo_every_good_item_is_written_whatever_is_wrong_with_others(bad):
    shop = Patience(bad, "none")

    def answer(call):
        if call.method == "GET":
            return reply(
                [
                    {"id": int(one), "manage_stock": True, "stock_quantity": 5}
                    for one in call.params["include"].split(",")
                ]
            )
        rows = call.json["update"]
        wanted = [(str(row["id"]), row["stock_quantity"]) for row in rows]
        if shop.outcome(wanted):
            return reply({"code": "broken", "message": "A plugin fails"}, 400)
        return reply({"update": rows})

    made, _session, _clock = transport(answer)
    client = WooCommerceClient(made, consumer_key="ck", consumer_secret="cs")
    check_isolation(client, shop, [str(n) for n in range(40)], bad)


def check_isolation(client, shop, ids, bad):
    results = client.set_stock([StockChange(one, 3, expected=5) for one in ids])
    assert [one.remote_id for one in results] == ids
    for number, result in enumerate(results):
        if number in bad:
            assert isinstance(result.error, ItemRejected)
        else:
            assert (result.error, result.quantity) == (None, 3)
    assert len(shop.stock) == len(ids) - len(bad)
    assert shop.calls <= 2 * len(ids)
