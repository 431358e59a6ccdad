from . import line_sheet
from . import main
from . import stall
