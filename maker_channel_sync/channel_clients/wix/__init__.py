"""The client of Wix: what this folder exports is all that others use.

What Wix alone says or wants is read and written here.
"""

from .client import WixClient

__all__ = ["WixClient"]
