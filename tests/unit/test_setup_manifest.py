"""The suite's manifest is what the setup, Odoo and pytest-odoo can all read."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_suite_manifest_is_one_literal_dict_naming_the_addons():
    manifest = ast.literal_eval((ROOT / "__manifest__.py").read_text())
    assert manifest["depends"] == ["maker_mrp", "maker_lot_trace", "maker_channel_sync"]
    assert manifest.get("installable", True), "pytest-odoo would drop tests silently"
    assert not (ROOT / "__init__.py").exists(), "it would break every addon's tests"


def test_each_addon_has_licence_version_access_rules_readme_and_packaging():
    for name in ast.literal_eval((ROOT / "__manifest__.py").read_text())["depends"]:
        addon = ROOT / name
        manifest = ast.literal_eval((addon / "__manifest__.py").read_text())
        assert manifest["license"] == "LGPL-3"
        assert manifest["version"].startswith("19.0.")
        assert "security/ir.model.access.csv" in manifest["data"]
        assert (
            'build-backend = "whool.buildapi"' in (addon / "pyproject.toml").read_text()
        )
        assert (addon / "static/description/icon.png").exists()
