"""Context keys that anybody may send, for they let nobody past a guard.

What an argument can say is an argument. Keys that let a check be skipped are in
:mod:`trusted`.
"""

SCREEN = "maker_screen"
"""The call comes from a screen or flow of Maker: its rules hold. Only switches on."""

KEEP_PAGE = "maker_keep_page"
"""A form is being written: after the remedy, leave the page as it is."""

COGS_PART = "maker_part"
"""The figure of a costing period whose products are listed: its column is shown."""

OWN_HELP = "maker_own_help"
"""An empty list of transfers shows its action's words in place of Odoo's."""
