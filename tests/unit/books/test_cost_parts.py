"""The parts of a period's identity, summed with their signs."""

from cost_flow.parts import PARTS, Place, fields_at, signed_sum


def test_what_lowers_the_closing_inventory_is_taken_off():
    figures = {part.field: 1.0 for part in PARTS}
    figures["used_value"], figures["made_value"] = 7.5, 9.0
    assert signed_sum(figures, ["made_value", "used_value"]) == 1.5
    assert signed_sum(figures, fields_at(Place.SOLD)) == -1
    assert signed_sum(figures, []) == 0


def test_every_part_has_its_place_once():
    assert sorted(fields_at(*Place)) == sorted({part.field for part in PARTS})
