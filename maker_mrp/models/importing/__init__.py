"""Files of other systems: their formats, the check, the products they make.

A new layout is one more format; its reading is a module of ``catalog_file``.
"""

from . import maker_import
from . import maker_import_format
from . import maker_import_format_shopify
from . import maker_import_line
