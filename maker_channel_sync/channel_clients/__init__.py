"""Clients of sales channels: plain Python, usable and tested without Odoo."""
