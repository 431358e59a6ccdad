"""Beside OCA's queue_job, as published, the channels' turns become jobs."""

import subprocess
import sys
import zipfile

import pytest
from addon_tests import run_own_tests, test_server
from maker_setup import peers
from maker_setup.paths import ROOT

pytestmark = pytest.mark.slow
ADDON = "maker_channel_sync_queue_job"


def test_it_installs_itself_beside_queue_job_and_its_tests_pass():
    odoo = test_server()
    verdict = run_own_tests(
        odoo,
        ADDON,
        "maker_queue",
        modules=["queue_job"],
        environ=peers.environ(odoo),
    )
    assert int(verdict[2]) >= 7


@pytest.mark.only_if((ROOT / ".git").exists())  # whool packs what git tracks
def test_its_wheel_asks_for_the_published_queue_job(tmp_path):
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    build = ["wheel", "--no-deps", "--no-build-isolation", "-w", tmp_path]
    subprocess.run([*pip, *build, ROOT / ADDON], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        (metadata,) = [one for one in packed.namelist() if one.endswith("/METADATA")]
        needed = packed.read(metadata).decode()
    assert "Requires-Dist: odoo-addon-queue_job==19.0.*" in needed
    assert "Requires-Dist: odoo-addon-maker_channel_sync==19.0.*" in needed
