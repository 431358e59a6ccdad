from . import maker_lot_hold
