"""What this addon says to itself through a context.

Only what has to cross code of Odoo's, or of every adapter, on its way; the rest is an
argument. A context comes from the caller: what skips a check is put here as ``Trusted``
and read with ``trusted`` (``maker_mrp/trusted.py``).
"""

WORKER = "maker_worker"
"""A channel's worker is at work: it commits step by step, and what it writes down is
in the language of the person responsible."""

QUICK = "maker_quick"
"""Somebody waits for the shop's answer: one try, and few seconds."""

NO_CALL = "maker_no_call"
"""Trusted: the client reads a notice and calls nobody, so where the shop's address
leads is not looked up."""

UNCOMMITTED = "maker_uncommitted"
"""The channel is not committed yet: its token is kept in the transaction at hand."""

AT_HAND = "maker_at_hand"
"""Trusted: the ``AtHand`` of the builder of sale orders, which a batch looks up
once."""

KEEP_DATE = "maker_keep_date"
"""A confirmed order keeps the moment it was placed in the shop."""

NEW_ORDERS = "maker_new_orders"
"""The orders being confirmed were made just now: no delivery of theirs is looked for
before they have one, nothing is on its way for them, and their deliveries get no note
about where they come from."""

WHOLESALE_CHECKED = "maker_wholesale_checked"
"""Trusted: a person saw what a wholesale order takes from the shop."""

MADE_BY_ANSWER = "maker_made_by_answer"
"""Trusted: she chose that it is made, so confirming plans no run of its own."""
