from . import maker_recipe_compare
from . import maker_recipe_scale_to
from . import maker_unit_precision
