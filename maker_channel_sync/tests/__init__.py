from . import test_fees_in_margins
from . import test_drift
from . import test_notices
from . import test_orders
from . import test_push
from . import test_sellable
from . import test_shipments
from . import test_tokens
