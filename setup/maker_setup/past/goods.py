"""What the studio of the past makes, what it takes, and who sells and buys it."""

from dataclasses import dataclass

SCENTS = ("Cedar", "Sea salt", "Rosemary", "Orange", "Vanilla", "Fig", "Mint")
SCENTS += ("Amber", "Rose", "Spruce", "Honey", "Linen")
# month by month, against the average
GIFTS = (0.6, 0.9, 0.8, 0.9, 1.1, 0.8, 0.7, 0.7, 0.9, 1.1, 1.6, 1.9)
EVEN = (0.9, 0.9, 1.0, 1.0, 1.1, 1.1, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
SUMMER = (0.8, 0.8, 0.9, 1.0, 1.1, 1.2, 1.2, 1.1, 0.9, 0.9, 1.0, 1.1)


@dataclass(frozen=True)
class Material:
    """What is bought: ``per`` of its own unit are in one that is bought."""

    key: str
    name: str
    unit: str
    bought_in: str
    per: int
    price: float
    pack: int
    vendor: str
    tracked: bool = False


@dataclass(frozen=True)
class Product:
    """What is made: ``uses`` of each material for one, ``batch`` at a time."""

    key: str
    name: str
    sku: str
    price: float
    wholesale: float
    batch: int
    uses: tuple[tuple[str, int], ...]
    season: tuple[float, ...]
    weight: float
    cure_days: int = 0


@dataclass(frozen=True)
class Channel:
    """A shop, the share of the orders that come from it and what it keeps."""

    code: str
    name: str
    share: float
    fee: float


@dataclass(frozen=True)
class Goods:
    """All the studio works with."""

    materials: tuple[Material, ...]
    products: tuple[Product, ...]


VENDORS = {
    # name, days it promises, days it may be late
    "hive": ("Meadow Wax Company", 7, 2),
    "oils": ("Harvest Oils", 10, 9),
    "glass": ("Clear Glass Works", 14, 4),
}
CHANNELS = (
    Channel("etsy", "Etsy", 0.42, 0.095),
    Channel("shopify", "Shopify", 0.26, 0.032),
    Channel("faire", "Faire", 0.06, 0.15),
    Channel("woocommerce", "WooCommerce", 0.12, 0.03),
    Channel("wix", "Wix", 0.14, 0.035),
)
# The shop the studio gave up: its orders stay, its place is free for another.
CLOSED_SHOP = "woocommerce"
SHOPS = ("Corner gift shop", "Harbour pantry", "Museum shop", "Garden centre")
SHOPS += ("Yarn and tea room", "Bookshop on the square")
MARKETS = ("Saturday market", "Castle yard market", "Harvest fair")
FIRST_NAMES = ("Alex", "Robin", "Sam", "Kim", "Jules", "Noor", "Mika", "Toni")
FIRST_NAMES += ("Charlie", "Jo", "Luca", "Sasha", "Ari", "Remy", "Yuki", "Dana")

BASE = (
    Material("soy", "Soy wax flakes", "g", "kg", 1000, 7.4, 20, "hive", True),
    Material("cotton", "Braided wick", "Units", "Units", 1, 0.09, 500, "hive"),
    Material("glass", "Amber jar, 200 ml", "Units", "Units", 1, 1.15, 120, "glass"),
    Material("clam", "Clamshell", "Units", "Units", 1, 0.31, 200, "glass"),
    Material("wrap", "Paper wrap", "Units", "Units", 1, 0.14, 500, "glass"),
    Material("pomace", "Olive pomace oil", "g", "kg", 1000, 6.9, 15, "oils", True),
    Material("palm", "Babassu oil", "g", "kg", 1000, 9.8, 5, "oils", True),
    Material("caustic", "Lye beads", "g", "kg", 1000, 5.2, 5, "oils", True),
)
CRAFTS = (
    ("candle", 18.5, 10.0, 48, (("soy", 170), ("cotton", 1), ("glass", 1)), 14, 0),
    ("soap", 7.5, 4.0, 60, (("pomace", 62), ("palm", 26), ("caustic", 12)), 3, 28),
    ("melts", 9.0, 5.0, 40, (("soy", 75), ("clam", 1)), 7, 0),
)
NAMES = {"candle": "candle", "soap": "soap bar", "melts": "wax melts"}


def goods(products: int) -> Goods:
    """Return a catalogue of ``products`` things to make and what they take."""
    oils, made = {}, []
    for number in range(products):
        round_, place = divmod(number, len(CRAFTS) * len(SCENTS))
        scent = SCENTS[place // len(CRAFTS)]
        name = f"{scent} {round_ + 1}" if round_ else scent
        key = f"oil_{round_}_{place // len(CRAFTS)}"
        oils.setdefault(
            key,
            Material(key, f"{name} fragrance", "g", "kg", 1000, 52.0, 1, "oils", True),
        )
        made.append(_product(number, name, key))
    return Goods((*BASE, *oils.values()), tuple(made))


def _product(number: int, scent: str, oil: str) -> Product:
    craft, price, wholesale, batch, uses, drops, cure = CRAFTS[number % len(CRAFTS)]
    wrap = (("wrap", 1),) if craft == "soap" else ()
    return Product(
        key=f"p{number}",
        name=f"{scent} {NAMES[craft]}",
        sku=f"{craft.upper()}-{number + 1:03d}",
        price=price,
        wholesale=wholesale,
        batch=batch,
        uses=(*uses, *wrap, (oil, drops)),
        season={"candle": GIFTS, "soap": EVEN, "melts": SUMMER}[craft],
        weight=1.0 / (1 + number // len(CRAFTS)),
        cure_days=cure,
    )
