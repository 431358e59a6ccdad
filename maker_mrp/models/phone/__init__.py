"""What is typed on a phone at the bench, with or without a connection.

An entry is taken once, however often and from however many phones it is sent. What it
comes to is done by the wizards and counts that a person at a desk uses.
"""

from . import maker_entry
from . import maker_entry_run
from . import maker_entry_count
from . import maker_entry_catalog
