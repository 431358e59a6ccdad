"""The client of Shopify: what this folder exports is all that others use.

What Shopify alone says or wants is read and written here.
"""

from .client import ShopifyClient

__all__ = ["ShopifyClient"]
