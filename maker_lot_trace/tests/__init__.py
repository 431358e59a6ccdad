from . import test_lot_hold
from . import test_supplier_lot
from . import test_trace
from . import test_trace_page
from . import test_recall
from . import test_rules
from . import test_lot_pattern
from . import test_reports
