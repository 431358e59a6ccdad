"""The client of WooCommerce: what this folder exports is all that others use.

What WooCommerce alone says or wants is read and written here.
"""

from .client import WooCommerceClient

__all__ = ["WooCommerceClient"]
