"""What a shop shows of a product: mapping, wished and told number, drift, pushes.

The number itself is decided in ``stock_policy``; here it is sent and compared.
"""

from . import maker_channel_listing
from . import maker_channel_listing_push
from . import maker_channel_listing_drift
from . import maker_channel_listing_mapping
from . import maker_channel_listing_waiting
from . import maker_channel_change
from . import maker_channel_push
