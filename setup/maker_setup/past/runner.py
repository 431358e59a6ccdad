"""Writes a past under Odoo's Python; what it says on the way goes to its log."""

import argparse
import sys
from datetime import date

from ..day_runner import open_environment
from . import timeline
from .events import Size

DONE = "maker.demo.past"


def main() -> int:
    """Write a past, close its months, check it; 1 when a check finds something."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--until", required=True, type=date.fromisoformat)
    size = Size()
    parser.add_argument("--months", type=int, default=size.months)
    parser.add_argument("--orders-per-week", type=int, default=size.orders_per_week)
    parser.add_argument("--products", type=int, default=size.products)
    parser.add_argument("--seed", type=int, default=size.seed)
    options = parser.parse_args()
    size = Size(options.months, options.orders_per_week, options.products, options.seed)
    past = timeline.live(size, options.until)
    with open_environment(options.config, options.database) as env:
        from . import close, verify, write

        shop = write.write(env, size, past, _tell)
        close.close_months(shop.env, past)
        _tell("months closed")
        env.flush_all()
        closing = {shop.products[key].id: end for key, end in past.closing.items()}
        found = verify.differences(env, closing)
        _tell("checked")
        for sentence in found:
            _tell(f"WRONG {sentence}")
        if found:
            env.cr.rollback()
            return 1
        env["ir.config_parameter"].sudo().set_param(DONE, str(options.until))
        env.cr.commit()
    return 0


def _tell(what: str, seconds: float | None = None) -> None:
    took = "" if seconds is None else f" {seconds:.1f} s"
    sys.stderr.write(f"past: {what}{took}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
