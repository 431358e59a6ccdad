"""./setup/odoo: Odoo's own command line, ready to use."""

from ..bring_up import running
from ..process import foreground


def main(arguments: list[str]) -> int:
    """Run Odoo with ``arguments`` and return its exit code."""
    with running("main", durable=True) as odoo:
        return foreground(odoo.command(arguments), odoo.environ())
