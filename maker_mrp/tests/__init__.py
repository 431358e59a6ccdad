from . import test_recipe_lines
from . import test_units
