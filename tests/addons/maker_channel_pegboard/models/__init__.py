from . import maker_channel
from . import maker_channel_adapter_pegboard
