"""The sample studios are whole: what is named is there, and there is enough of it."""

import pytest
from sample_studios import STUDIOS


@pytest.mark.parametrize("studio", STUDIOS.values(), ids=STUDIOS)
def test_a_studio_names_only_what_it_has(studio):
    assert len(set(studio.skus)) == len(studio.skus)
    known = {item.sku for item in studio.bought}
    for made in studio.made:
        assert {line.sku for line in made.lines} <= known, made.sku
        known.add(made.sku)
    assert {*studio.finished, studio.bench[0]} <= {made.sku for made in studio.made}
    assert {item.vendor for item in studio.bought} == set(studio.vendors)


@pytest.mark.parametrize("studio", STUDIOS.values(), ids=STUDIOS)
def test_a_studio_shows_every_kind_of_item(studio):
    assert {item.kind for item in studio.bought} == {"material", "supply"}
    kinds = [made.kind for made in studio.made]
    assert kinds.count("component") >= 1 and kinds.count("product") >= 2
    assert all(item.price > 0 and item.stock > 0 for item in studio.bought)


def test_no_two_studios_share_a_sku():
    skus = [sku for studio in STUDIOS.values() for sku in studio.skus]
    assert len(set(skus)) == len(skus)
