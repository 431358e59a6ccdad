from recipe_math import ADDED, CHANGED, REMOVED, Change, compare

WAX = {"key": 1, "product": "Wax", "entry": "2 kg", "loss_pct": 0}
JAR = {"key": 2, "product": "Jar", "entry": "10"}


def test_nothing_changed():
    assert compare({"yield": 10, "lines": [WAX]}, {"yield": 10, "lines": [WAX]}) == []


def test_changes_are_told_in_the_order_a_recipe_is_read():
    old = {"revision": 1, "yield": 10, "lines": [WAX, JAR]}
    new = {
        "revision": 2,
        "yield": 12,
        "lines": [{**WAX, "entry": "3 kg"}, {"key": 3, "product": "Wick"}],
    }
    assert compare(old, new) == [
        Change(CHANGED, "", "yield", 10, 12),
        Change(CHANGED, "Wax", "entry", "2 kg", "3 kg"),
        Change(REMOVED, "Jar", "lines", JAR),
        Change(ADDED, "Wick", "lines", None, {"key": 3, "product": "Wick"}),
    ]


def test_a_stored_quantity_is_told_only_where_the_written_one_does_not_say_it():
    wax = {**WAX, "quantity": 2, "unit": "kg"}
    written = {**wax, "entry": "3 kg", "quantity": 3}
    assert compare({"lines": [wax]}, {"lines": [written]}) == [
        Change(CHANGED, "Wax", "entry", "2 kg", "3 kg"),
    ]
    share = {**wax, "entry": "92 %", "quantity": 1104, "unit": "g"}
    grown = {**share, "quantity": 1380}
    assert compare({"lines": [share]}, {"lines": [grown]}) == [
        Change(CHANGED, "Wax", "quantity", 1104, 1380, ("g", "g")),
    ]
