"""What the fake shops sell in their tests."""

from contextlib import contextmanager


@contextmanager
def stocked(fake):
    """``fake``, started, with a candle in two sizes (``candle``) and a ``soap``."""
    with fake:
        fake.candle = fake.add_listing(
            "Lavender candle",
            variants=[
                {"sku": "LAV-S", "quantity": 10, "values": {"Size": "Small"}},
                {"sku": "LAV-L", "quantity": 3, "values": {"Size": "Large"}},
            ],
        )
        fake.soap = fake.add_listing("Oat soap", "SOAP", "6.50", 5)
        yield fake
