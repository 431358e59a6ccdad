"""The client of Etsy: what this folder exports is all that others use.

What Etsy alone says or wants is read and written here.
"""

from .client import EtsyClient

__all__ = ["EtsyClient"]
