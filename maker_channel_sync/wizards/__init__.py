from . import maker_channel_connect
from . import maker_channel_connect_line
from . import maker_channel_start
from . import maker_listing_draft
from . import maker_incident_cancel
from . import maker_listing_explain
from . import maker_market_close
from . import maker_wholesale_take
