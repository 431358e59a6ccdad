from . import maker_books
