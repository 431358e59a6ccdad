"""Lives the day under Odoo's Python; one JSON line per event on standard output."""

import argparse
import contextlib
import json
import os
import sys
import time
import traceback
from pathlib import Path

from .day_context import NOT_REACHED, Day

DONE = "maker.demo.day"


def main() -> int:
    """Connect the fakes, then live the day or import a catalog; return an exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--fakes", default="{}")
    parser.add_argument("--catalog")
    parser.add_argument("--live", action="store_true")
    parser.add_argument("--fingerprint", default="")
    parser.add_argument("--years", type=int, default=0)
    options = parser.parse_args()
    # Odoo and the steps may print; only events go to the real standard output.
    events = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def tell(kind: str, **values) -> None:
        events.write(json.dumps({"event": kind, **values}) + "\n")
        events.flush()

    with open_environment(options.config, options.database) as env:
        from . import day as chapter

        catalog = Path(options.catalog) if options.catalog else None
        day = Day(env, options.url, json.loads(options.fakes), catalog)
        chapter.connect(day)
        day.commit()
        if options.live:
            _live(day, chapter.STEPS, options, tell)
        if catalog:
            from .catalog import load

            load(day, tell)
    return 0


@contextlib.contextmanager
def open_environment(config: str, database: str):
    """Give the administrator's environment on ``database``."""
    import odoo.tools
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry

    odoo.tools.config.parse_config([f"--config={config}", "--log-level=warn"])
    with Registry(database).cursor() as cursor:
        admin = api.Environment(cursor, SUPERUSER_ID, {}).ref("base.user_admin")
        context = admin.with_user(admin).context_get()
        yield api.Environment(cursor, admin.id, dict(context))


def _live(day, steps, options, tell) -> None:
    rows, broken = [], False
    for step in steps:
        row = {"name": step.name, "expected": step.expected}
        started = time.monotonic()
        if broken:
            row.update(seen=NOT_REACHED, ok=False)
        else:
            tell("begin", name=step.name)
            try:
                seen = step.run(day)
                day.commit()
                row.update(seen=str(seen), ok=bool(step.is_right(seen)))
            except Exception as error:  # noqa: BLE001 - a step may fail in any way
                traceback.print_exc(file=sys.stderr)
                day.env.cr.rollback()
                day.env.invalidate_all()
                text = " ".join(str(error).split())[:200]
                row.update(seen=f"{type(error).__name__}: {text}", ok=False)
                broken = True
        row["seconds"] = round(time.monotonic() - started, 2)
        rows.append(row)
        tell("step", **row)
    story = json.dumps(
        {"fingerprint": options.fingerprint, "years": options.years, "steps": rows}
    )
    day.env["ir.config_parameter"].sudo().set_param(DONE, story)
    day.commit()


if __name__ == "__main__":
    sys.exit(main())
