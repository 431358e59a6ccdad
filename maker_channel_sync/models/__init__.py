from . import channel
from . import adapter
from . import listing
from . import order
from . import incident
from . import stock
from . import wholesale
from . import stall
