"""The client of Faire: what this folder exports is all that others use.

What Faire alone says or wants is read and written here.
"""

from .client import FaireClient

__all__ = ["FaireClient"]
