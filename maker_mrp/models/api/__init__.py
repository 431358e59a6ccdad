"""What assistants and scripts may ask: every figure, one method a question.

A method here is a promise to callers outside (`docs/api.md`): its name, arguments and
answer stay. What a figure is, is decided in the room it is about.
"""

from . import maker_api
from . import maker_api_stock
from . import maker_api_promise
from . import maker_api_cost
from . import maker_api_books
