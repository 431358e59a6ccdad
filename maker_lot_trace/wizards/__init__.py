from . import maker_lot_allow
from . import maker_lot_give
from . import maker_lot_hold
from . import maker_run_log
from . import maker_trace_sheet
