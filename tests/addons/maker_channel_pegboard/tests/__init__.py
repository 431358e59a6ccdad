from . import test_pegboard
