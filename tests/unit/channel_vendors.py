"""Shops of one vendor, with the vendor's rules."""

from channel_contract import Harness


def shop_of(harness: Harness):
    harness.fake.add_listing("Oat soap", "SOAP", "6.50", 5)
    yield harness
    harness.stop()


def sizes(shop, *quantities, **options):
    names = ("Small", "Medium", "Large")
    return shop.fake.add_listing(
        "Lavender candle",
        variants=[
            {"sku": f"LAV-{name[0]}", "quantity": n, "values": {"Size": name}}
            for name, n in zip(names, quantities, strict=False)
        ],
        **options,
    )
