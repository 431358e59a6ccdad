from . import bench
from . import maker_books
from . import webmanifest
