"""A package is put aside with just the tests that import it, to be changed there."""

import pytest
from maker_setup.commands import mutants
from maker_setup.failures import Stop


def test_a_package_is_laid_out_with_the_tests_that_import_it(tmp_path):
    home = mutants.lay_out("replenishment_math", tmp_path / "home")
    assert (home / "replenishment_math" / "ordering.py").exists()
    chosen = {path.name for path in (home / "tests" / "unit").glob("test_*.py")}
    assert chosen == {"test_replenishment_math.py", "test_supply_rates.py"}
    told = (home / "setup.cfg").read_text()
    assert "    replenishment_math\n" in told
    assert all(f"    tests/unit/{name}" in told for name in chosen)


def test_a_test_that_reads_the_code_is_not_asked(tmp_path):
    home = mutants.lay_out("channel_clients", tmp_path / "home")
    chosen = {path.name for path in (home / "tests" / "unit").glob("test_*.py")}
    assert "test_channel_guard.py" in chosen
    assert "test_channel_purity.py" not in chosen


@pytest.mark.parametrize("package", mutants.PACKAGES)
def test_every_package_is_where_it_is_looked_for(package):
    assert (mutants.ROOT / mutants.PACKAGES[package] / package).is_dir()


def test_an_unknown_package_is_refused_with_those_known():
    with pytest.raises(Stop, match="no pure package sales_math: choose from recipe"):
        mutants.main(["sales_math"])
