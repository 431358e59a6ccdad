from . import test_orders
from . import test_push
from . import test_sellable
from . import test_today
