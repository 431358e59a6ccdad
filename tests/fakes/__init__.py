"""Stateful stand-ins for the sales channels, on loopback, for tests and the demo.

Each keeps its vendor's rules from the vendor's facts and knows nothing of our
clients. ``python -m fakes --help`` runs them as a process.
"""

from importlib import import_module

CLASSES = {
    "FakeEtsy": "etsy",
    "FakeShopify": "shopify",
    "FakeFaire": "faire",
    "FakeWooCommerce": "woocommerce",
    "FakeWix": "wix",
}
VENDORS = {module: name for name, module in CLASSES.items()}


def __getattr__(name):
    if name in CLASSES:
        return getattr(import_module(f".{CLASSES[name]}", __name__), name)
    raise AttributeError(name)
