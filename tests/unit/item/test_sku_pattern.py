import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sku_pattern import BadPattern, check, shorten, suggest

FACTS = {"name": "Lavender candle", "kind": "Product", "variant": "8 oz"}


@pytest.mark.parametrize(
    ("text", "size", "code"),
    [
        ("Lavender candle", 4, "LACA"),
        ("Rose", 6, "ROSE"),
        ("Crème brûlée", 4, "CRBR"),
        ("A B C D E", 3, "ABC"),
        ("…", 4, ""),
    ],
)
def test_names_are_shortened(text, size, code):
    assert shorten(text, size) == code


def test_a_code_from_a_pattern():
    assert suggest("{kind:1}-{name:4}-{variant:3}", FACTS, ()) == "P-LACA-8OZ"


def test_an_empty_fact_leaves_no_gap():
    assert suggest("{kind:1}-{variant:3}-{name:4}", {**FACTS, "variant": ""}, ()) == (
        "P-LACA"
    )


def test_the_next_free_number():
    assert suggest("{name:2}{number:2}", FACTS, {"LC01", "LC02"}) == "LC03"
    assert suggest("{name:4}", FACTS, {"LACA", "LACA-2"}) == "LACA-3"


@pytest.mark.parametrize("pattern", ["", "ABC", "{colour}", "{name", "{name:0}", "a b"])
def test_patterns_that_make_no_code(pattern):
    with pytest.raises(BadPattern):
        check(pattern)


@settings(derandomize=True, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=30))
def test_codes_never_clash(names):
    taken = set()
    for name in names:
        code = suggest("{name:3}-{number:1}", {"name": name}, taken)
        assert code and code.upper() not in taken
        taken.add(code.upper())
