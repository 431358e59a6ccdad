"""Anything may happen to five shops and a studio; in the end all agree.

``MAKER_EXAMPLES`` (how many stories) and ``MAKER_STORY_SEED`` (which ones) make
longer runs; ``MAKER_FIGURES`` names a file to which the figures are added.
"""

import json
import os

import pytest
from channel_rules_money import MoneyRules
from channel_rules_orders import OrderRules
from channel_rules_shops import ShopRules
from channel_rules_studio import StudioRules
from channel_story import FIGURES, Opening
from channel_story_end import Ending
from channel_world import load
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine
from maker_setup import odoo_source, template_db
from maker_setup.odoo_command import OdooCommand
from maker_setup.paths import clone_key
from maker_setup.postgres import Server

pytestmark = pytest.mark.slow
VARIABLES = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
EXAMPLES = int(os.environ.get("MAKER_EXAMPLES", "4"))
STEPS = int(os.environ.get("MAKER_STEPS", "40"))
SEED = os.environ.get("MAKER_STORY_SEED")


class Story(
    Opening,
    OrderRules,
    MoneyRules,
    ShopRules,
    StudioRules,
    Ending,
    RuleBasedStateMachine,
):
    """Anything, in any order."""


@pytest.fixture(scope="module")
def registry():
    environ = {key: os.environ[key] for key in VARIABLES if key in os.environ}
    odoo = OdooCommand(odoo_source.locate(), Server(environ, is_private=False))
    database = f"maker_story_{clone_key()}"
    template = os.environ.get("MAKER_TEST_TEMPLATE")
    template_db.copy(odoo, template or template_db.ensure_suite(odoo), database)
    try:
        yield load(odoo, database)
    finally:
        from odoo.sql_db import close_all

        close_all()
        odoo.server.drop(database)


def test_whatever_happens_shops_and_studio_agree_in_the_end(registry):
    Story.registry = registry
    story = seed(int(SEED))(Story) if SEED else Story
    case = story.TestCase
    case.settings = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        derandomize=not SEED,
        deadline=None,
        database=None,
        print_blob=False,
        phases=[Phase.generate, *([Phase.shrink] if os.environ.get("SHRINK") else [])],
        suppress_health_check=list(HealthCheck),
    )
    try:
        case("runTest").runTest()
    finally:
        path = os.environ.get("MAKER_FIGURES")
        if path:
            with open(path, "a") as stream:
                stream.write(json.dumps(FIGURES, sort_keys=True) + "\n")
