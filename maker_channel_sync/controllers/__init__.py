from . import main
from . import stall
