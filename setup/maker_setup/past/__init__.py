"""The studio's past: what happened in the years before the demo's day.

``goods``, ``shelf`` and ``timeline`` are plain Python: a seed and a size give what was
bought, made, sold, counted and lost, day by day. ``furnish`` creates the goods through
Odoo's models; ``mould`` lets Odoo live through one document of a kind and casts many of
it in a few statements; the ``cast_`` modules say what differs from one to the next;
``verify`` lets Odoo and Maker work out what the past says.
"""
