from . import maker_channel
