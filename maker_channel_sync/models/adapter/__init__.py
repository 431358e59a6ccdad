"""One abstract model a vendor: it joins ``channel_clients`` to the database.

A new vendor is one more file; nothing else asks for a vendor's name.
"""

from . import maker_channel_adapter
from . import maker_channel_adapter_etsy
from . import maker_channel_adapter_shopify
from . import maker_channel_adapter_faire
from . import maker_channel_adapter_woocommerce
from . import maker_channel_adapter_wix
