"""How Odoo gets here and how Maker runs: standard library only."""
