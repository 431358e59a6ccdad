"""Orders come in once and follow the shop: lines, money, changes, parcels, returns.

Intake builds, follow changes; what an order comes to is in ``booking``.
"""

from . import maker_channel_hold
from . import maker_channel_payout
from . import maker_channel_order
from . import maker_channel_order_state
from . import maker_channel_order_numbers
from . import maker_channel_order_returns
from . import maker_channel_order_fees
from . import maker_channel_order_lines
from . import maker_channel_order_prices
from . import maker_channel_order_compare
from . import maker_channel_order_privacy
from . import maker_channel_order_hold
from . import maker_channel_order_keep
from . import maker_channel_order_ask
from . import maker_channel_service
from . import maker_channel_custom
from . import maker_channel_order_builder
from . import maker_channel_order_money
from . import maker_channel_order_follow
from . import maker_channel_order_intake
from . import maker_channel_shipment
from . import sale_order
from . import stock_picking
from . import maker_cogs_export
from . import maker_cogs_line
from . import maker_api
from . import sale_order_told
