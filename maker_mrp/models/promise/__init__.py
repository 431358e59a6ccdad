"""The day by which so many pieces can be had, and what is missing for it.

How a promise is found is changed here; what may be sold now is in ``item``.
"""

from . import maker_promise
from . import maker_promise_line
