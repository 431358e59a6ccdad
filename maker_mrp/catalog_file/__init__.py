"""Readers of other systems' product files: text in, frozen dataclasses out.

Plain Python: no Odoo, no database. A reader never raises for what a file holds;
it says for each row what it makes of it.
"""

from .shopify_products import read_shopify_products
from .types import Catalog, CatalogProduct, CatalogVariant, Reason, RowNote, Why
