"""A shop's connection: state, worker, inbox, health, tokens, subscriptions.

What every shop needs goes here; what one vendor needs goes to its client.
"""

from . import maker_channel_limits
from . import maker_channel
from . import maker_channel_policy
from . import maker_channel_health
from . import maker_channel_words
from . import maker_channel_worker
from . import maker_channel_token
from . import maker_channel_inbox
from . import maker_channel_poll
from . import maker_channel_send
from . import maker_channel_fulfil
from . import maker_channel_reconcile
from . import maker_channel_subscribe
from . import maker_channel_home
from . import maker_channel_mapping
from . import maker_channel_money
from . import maker_channel_actions
from . import maker_channel_rest
from . import maker_channel_notice
from . import maker_channel_renewal
from . import maker_channel_mend
from . import maker_channel_location
from . import maker_channel_event
from . import ir_cron_progress
from . import ir_http
from . import maker_today
