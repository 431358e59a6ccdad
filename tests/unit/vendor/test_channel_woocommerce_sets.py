"""Sets of WooCommerce's plugins: which line is a part of which."""

import pytest
from channel_clients.woocommerce import orders


def meta(**fields):
    return [{"key": key, "value": value} for key, value in fields.items()]


@pytest.mark.parametrize("field", ["bundled_by", "composite_parent", "mnm_container"])
def test_a_part_names_its_set(field):
    rows = [{"id": 1}, {"id": 2, field: "1"}, {"id": 3, "meta_data": meta(_x=1)}]
    assert orders.parents({"line_items": rows}) == {"2": "1"}
    rows[1] = {"id": 2, "meta_data": meta(**{f"_{field}": 1})}
    assert orders.parents({"line_items": rows}) == {"2": "1"}


@pytest.mark.parametrize(
    "field", ["_bundle_cart_key", "_composite_cart_key", "_mnm_cart_key"]
)
def test_a_part_may_name_its_set_as_it_was_in_the_basket(field):
    rows = [
        {"id": 1, "meta_data": meta(**{field: "abc"})},
        {"id": 2, "bundled_by": "abc"},
        {"id": 3, "bundled_by": "gone"},
        {"id": 4, "bundled_by": "4"},
    ]
    assert orders.parents({"line_items": rows}) == {"2": "1"}
    found = orders.order(
        {
            "id": 700,
            "status": "processing",
            "line_items": [{**one, "quantity": 1} for one in rows],
        }
    )
    assert [one.parent for one in found.lines] == ["", "1", "", ""]
