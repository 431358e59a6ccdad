"""Context keys of lots; see ``maker_mrp/flags.py`` and ``maker_mrp/trusted.py``."""

USABLE_AT = "maker_usable_at"
"""Trusted: only lots that may be used at this moment are reserved."""

SHOW_SUPPLIER_LOT = "maker_show_supplier_lot"
"""Names of lots tell the vendor's number too."""
