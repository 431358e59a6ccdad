"""The market stall: packing, the sale page, posting, closing, what a day earned.

The stall is a channel without a vendor: it sells from its own location.
"""

from . import stock_market_day
from . import sale_order
from . import maker_supply
from . import maker_market_day
from . import maker_market_day_pack
from . import maker_market_day_close
from . import maker_market_day_page
from . import maker_market_day_profit
from . import maker_market_day_stopped
from . import maker_market_day_line
from . import maker_stall_sale
from . import maker_stall_sale_post
from . import maker_stall_sale_stopped
from . import mrp_bom
