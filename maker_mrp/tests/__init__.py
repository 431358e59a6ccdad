from . import test_recipe_lines
from . import test_units
from . import test_import
from . import test_today
from . import test_reorder
from . import test_run_start
from . import test_run_undo
