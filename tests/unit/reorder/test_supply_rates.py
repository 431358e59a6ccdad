import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replenishment_math import suggest_rates

settings.register_profile("maker", derandomize=True, deadline=None)
settings.load_profile("maker")


def test_one_driver_gets_the_quotient():
    assert suggest_rates(30, {"parcel": 120}, {"parcel": 1.0}) == {"parcel": 0.25}


def test_several_drivers_keep_their_proportions():
    rates = suggest_rates(
        90, {"parcel": 40, "run": 10}, {"parcel": 1.0, "run": 2.0, "order": 3.0}
    )
    assert rates == {"parcel": 1.5, "run": 3.0}


def test_unknown_rates_share_alike():
    assert suggest_rates(10, {"a": 2, "b": 3}, {}) == {"a": 2.0, "b": 2.0}


def test_nothing_happened_nothing_learnt():
    assert suggest_rates(10, {"a": 0}, {"a": 1.0}) == {}
    assert suggest_rates(-1, {"a": 5}, {"a": 1.0}) == {}


names = st.sampled_from(["parcel", "order", "run", "market_day"])


@given(
    st.floats(0, 1e5),
    st.dictionaries(names, st.integers(0, 500), min_size=1),
    st.dictionaries(names, st.floats(0.01, 50)),
)
def test_suggested_rates_account_for_exactly_what_was_used(used, events, rates):
    suggested = suggest_rates(used, events, rates)
    if suggested:
        total = sum(rate * events[name] for name, rate in suggested.items())
        assert total == pytest.approx(used)


def test_a_driver_without_a_rate_takes_nothing_beside_one_that_has():
    found = suggest_rates(60, {"parcel": 20, "order": 10}, {"order": 3})
    assert found == {"parcel": 0, "order": 6}


def test_less_than_one_counts_as_well():
    assert suggest_rates(0.5, {"parcel": 0.5}, {}) == {"parcel": 1.0}
    assert suggest_rates(0, {"parcel": 4}, {"parcel": 2}) == {"parcel": 0.0}
