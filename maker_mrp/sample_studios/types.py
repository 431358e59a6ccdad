"""What a sample studio is made of; quantities as a maker writes them."""

from dataclasses import dataclass, field

GRAM = "uom.product_uom_gram"
KILO = "uom.product_uom_kgm"
POUND = "uom.product_uom_lb"
OUNCE = "uom.product_uom_oz"
MILLILITRE = "uom.product_uom_milliliter"
LITRE = "uom.product_uom_litre"
CENTIMETRE = "uom.product_uom_cm"
METRE = "uom.product_uom_meter"
PIECE = "uom.product_uom_unit"
DOZEN = "uom.product_uom_dozen"


@dataclass(frozen=True)
class Bought:
    """A material or a supply.

    :param unit: external id of the unit in which it is kept
    :param vendor: who sells it, one of the studio's vendors
    :param buy_unit: external id of the unit in which it is bought
    :param price: of one ``buy_unit``
    :param stock: how much of it lies on the shelf on the first day, in ``unit``
    :param facts: fields of the item that only some have, such as its density
    """

    sku: str
    name: str
    unit: str
    vendor: str
    buy_unit: str
    price: float
    stock: float
    kind: str = "material"
    facts: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """What a batch takes of an item: ``entry`` is written as on paper.

    :param facts: fields of the line that only some have, such as "this is the lye"
    """

    sku: str
    entry: str
    facts: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """A component or a product, with its recipe.

    :param batch: how many units of ``unit`` a batch makes
    :param minutes: of work at the bench for a batch
    :param facts: fields of the recipe that only some have, such as the superfat
    """

    sku: str
    name: str
    unit: str
    batch: float
    lines: tuple[Line, ...]
    minutes: float
    price: float = 0.0
    kind: str = "product"
    steps: str = ""
    facts: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Studio:
    """A studio of one craft.

    :param made: components before the products that take them
    :param finished: what was made already, ``{SKU: units}`` in the order of making
    :param bench: what is on the bench, ``(SKU, units)``
    """

    craft: str
    vendors: tuple[str, ...]
    bought: tuple[Bought, ...]
    made: tuple[Made, ...]
    finished: dict[str, float]
    bench: tuple[str, float]
    hourly_rate: float = 18.0

    @property
    def skus(self):
        """The SKUs of everything there is in it."""
        return [item.sku for item in (*self.bought, *self.made)]
