from . import maker_listing_explain
