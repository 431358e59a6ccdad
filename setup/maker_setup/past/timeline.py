"""Lives the weeks of the past one after the other, with a seeded chance.

A week has its rhythm, so that what is used was there before: goods arrive on Monday,
batches are made on Tuesday, parcels leave from Wednesday to Friday, Saturday is market
day, and on Sunday somebody counts.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from .events import (
    Bought,
    Closing,
    Market,
    Missing,
    Order,
    Past,
    Receipt,
    Run,
    Size,
    Taken,
    at,
)
from .goods import (
    CHANNELS,
    FIRST_NAMES,
    MARKETS,
    SHOPS,
    VENDORS,
    Goods,
    Material,
    Product,
    goods,
)
from .shelf import Shelf, money

WEEKS_OF_STOCK = 3
GROWTH = 0.35  # a year
WHOLESALE = "wholesale"
STALL = "stall"


def live(size: Size, until: date) -> Past:
    """Return what happened in the whole weeks of ``size.months`` before ``until``."""
    return _Studio(size, until).live()


class _Studio:
    def __init__(self, size: Size, until: date):
        self.size = size
        self.goods: Goods = goods(size.products)
        self.chance = Random(f"{size.seed}-{size.products}")
        end = datetime(until.year, until.month, until.day)
        self.end = end - timedelta(days=end.weekday())
        self.weeks = max(round(size.months * 365.25 / 12 / 7), 4)
        self.begin = self.end - timedelta(weeks=self.weeks)
        items = (*self.goods.materials, *self.goods.products)
        self.shelves = {item.key: Shelf() for item in items}
        self.materials = {item.key: item for item in self.goods.materials}
        self.on_the_way: list[Receipt] = []
        self.lots = 0
        self.done: dict[str, list] = {
            name: [] for name in ("receipts", "runs", "orders", "markets", "missing")
        }

    def live(self) -> Past:
        for number in range(self.weeks):
            monday = self.begin + timedelta(weeks=number)
            self._order_materials(monday, first=not number)
            self._receive(monday)
            self._make(at(monday, 9, days=1))
            # until the first soap has cured, there is little to sell
            self._sell(monday, number)
            self._market(at(monday, 7, days=5), number)
            self._count(at(monday, 18, days=6))
        return Past(
            self.begin,
            self.end,
            **{name: tuple(found) for name, found in self.done.items()},
            closing={key: _closing(shelf) for key, shelf in self.shelves.items()},
        )

    def _pace(self, monday: datetime) -> float:
        """How much is sold, against the first week."""
        return 1 + GROWTH * (monday - self.begin).days / 365

    def _weekly(self, product: Product, monday: datetime) -> float:
        """Units of ``product`` that a week can be expected to sell."""
        weights = sum(one.weight for one in self.goods.products)
        # a shop's order is 1.7 units on average, wholesale and markets half as much
        units = self.size.orders_per_week * 1.7 * 1.6
        season = product.season[monday.month - 1]
        return units * season * self._pace(monday) * product.weight / weights

    def _order_materials(self, monday: datetime, first: bool) -> None:
        """Order what the batches of the next weeks will use and is not there."""
        ahead = WEEKS_OF_STOCK + 4
        need = dict.fromkeys(self.materials, 0.0)
        for product in self.goods.products:
            units = self._weekly(product, monday) * ahead + product.batch
            for key, amount in product.uses:
                need[key] += units * amount
        coming = {line.item for one in self.on_the_way for line in one.lines}
        lines: dict[str, list[Bought]] = {}
        for key, material in self.materials.items():
            here = self.shelves[key].quantity
            if key not in coming and here < need[key]:
                wanted = need[key] * 1.4 - here
                lines.setdefault(material.vendor, []).append(
                    self._bought(material, wanted, monday)
                )
        for vendor, bought in lines.items():
            self._place(vendor, tuple(bought), monday, first)

    def _bought(self, material: Material, wanted: float, monday: datetime) -> Bought:
        packs = int(wanted / material.per / material.pack) + 1
        units = packs * material.pack
        drift = 1 + 0.06 * (monday - self.begin).days / 365
        price = round(material.price * drift * self.chance.uniform(0.97, 1.05), 2)
        lot = supplier = None
        if material.tracked:
            self.lots += 1
            lot = f"{material.key[:3].upper()}-{self.lots:04d}"
            supplier = f"{material.vendor.upper()}{self.chance.randrange(10**5):05d}"
        value = money(units * price)
        quantity = float(units * material.per)
        return Bought(material.key, units, quantity, price, value, lot, supplier)

    def _place(self, vendor: str, lines, monday: datetime, first: bool) -> None:
        _name, lead, late = VENDORS[vendor]
        number = len(self.done["receipts"]) + len(self.on_the_way)
        ordered = at(monday, 6, number % 50) - timedelta(days=lead if first else 0)
        promised = ordered + timedelta(days=lead)
        comes = promised.date() + timedelta(days=self.chance.randint(0, late))
        # goods are taken in on Mondays
        arrives = datetime(comes.year, comes.month, comes.day)
        arrives += timedelta(days=-arrives.weekday() % 7)
        arrives = monday if first else arrives
        received = at(arrives, 7, number % 50)
        billed = received + timedelta(days=self.chance.randint(1, 6))
        self.on_the_way.append(
            Receipt(received, ordered, promised, billed, vendor, tuple(lines))
        )

    def _receive(self, monday: datetime) -> None:
        here = [one for one in self.on_the_way if one.at.date() <= monday.date()]
        for receipt in sorted(here, key=lambda one: one.at):
            self.on_the_way.remove(receipt)
            self.done["receipts"].append(receipt)
            for line in receipt.lines:
                shelf = self.shelves[line.item]
                shelf.receive(line.lot, line.quantity, line.value, receipt.at)

    def _make(self, tuesday: datetime) -> None:
        """Make batches of what would run out, as long as the materials last."""
        minute = 0
        for product in self.goods.products:
            shelf = self.shelves[product.key]
            weeks = WEEKS_OF_STOCK + product.cure_days / 7
            wanted = self._weekly(product, tuesday) * weeks - shelf.quantity
            batches = min(int(wanted / product.batch) + 1, 4) if wanted > 0 else 0
            if batches and self._has_materials(product, batches, tuesday):
                minute += 25
                self._run(product, batches, tuesday + timedelta(minutes=minute))

    def _has_materials(self, product: Product, batches: int, moment: datetime) -> bool:
        return all(
            self.shelves[key].free(moment) >= amount * product.batch * batches
            for key, amount in product.uses
        )

    def _run(self, product: Product, batches: int, moment: datetime) -> None:
        units = product.batch * batches
        # a batch now and then goes wrong, mostly a little
        luck = self.chance.random()
        share = 0.5 if luck < 0.01 else self.chance.uniform(0.02, 0.12)
        spoiled = int(units * share) if luck < 0.18 else 0
        used = tuple(
            self._take(key, float(amount * units), moment)
            for key, amount in product.uses
        )
        lot = f"{product.sku}-{moment:%y%m%d}"
        ready = moment + timedelta(days=product.cure_days)
        run = Run(
            moment,
            product.key,
            float(units - spoiled),
            float(spoiled),
            lot,
            ready if product.cure_days else None,
            used,
        )
        self.shelves[product.key].receive(lot, run.good, money(run.cost), ready)
        self.done["runs"].append(run)

    def _take(self, item: str, quantity: float, moment: datetime) -> Taken:
        shelf = self.shelves[item]
        portions = shelf.portions(quantity, moment)
        return Taken(item, quantity, shelf.take(portions), tuple(portions))

    def _sell(self, monday: datetime, number: int) -> None:
        """The parcels of the week, in the order in which they leave."""
        season = sum(one.season[monday.month - 1] for one in self.goods.products)
        season /= len(self.goods.products)
        count = round(self.size.orders_per_week * season * self._pace(monday))
        for moment, placed in self._moments(monday, count):
            self._parcel(moment, placed)
        for slot in range(max(self.size.orders_per_week // 28, 1)):
            if number % 2 == slot % 2:
                self._wholesale(at(monday, 16, 40 + slot, days=4))

    def _moments(self, monday: datetime, count: int) -> Iterator[tuple]:
        """When ``count`` parcels leave and were ordered: ascending, none twice."""
        for place in range(count):
            day = place * 3 // count
            first = -(-day * count // 3)
            seconds = (place - first) * 27600 // (count // 3 + 1)
            leaves = at(monday, 8, days=2 + day) + timedelta(seconds=seconds)
            waits = self.chance.uniform(3, 50)
            yield leaves, (leaves - timedelta(hours=waits)).replace(microsecond=0)

    def _parcel(self, moment: datetime, placed: datetime) -> None:
        channels = [one.code for one in CHANNELS]
        shares = [one.share for one in CHANNELS]
        channel = self.chance.choices(channels, shares)[0]
        letter = self.chance.choice("ABCDEFGHKLMNPRSTVW")
        customer = f"{self.chance.choice(FIRST_NAMES)} {letter}."
        most = 12 if channel == "faire" else 3
        lines = self._lines(moment, self.chance.choice((1, 1, 1, 2, 2, 3)), most)
        if lines:
            self.done["orders"].append(Order(moment, placed, channel, customer, lines))

    def _lines(self, moment: datetime, count: int, most: int, wholesale=False):
        made = self.goods.products
        weights = [one.weight * one.season[moment.month - 1] for one in made]
        chosen = dict.fromkeys(self.chance.choices(made, weights, k=count))
        lines = []
        for product in chosen:
            free = int(self.shelves[product.key].free(moment))
            wanted = self.chance.randint(1, most) * (6 if wholesale else 1)
            quantity = float(min(wanted, free))
            if quantity >= 1:
                price = product.wholesale if wholesale else product.price
                lines.append((self._take(product.key, quantity, moment), price))
        return tuple(lines)

    def _wholesale(self, moment: datetime) -> None:
        lines = self._lines(moment, 3, 4, wholesale=True)
        if lines:
            shop = self.chance.choice(SHOPS)
            placed = (moment - timedelta(days=2, hours=1)).replace(microsecond=0)
            self.done["orders"].append(Order(moment, placed, WHOLESALE, shop, lines))

    def _market(self, moment: datetime, number: int) -> None:
        """Every second Saturday from spring to Advent, the stall goes out."""
        if number % 2 or moment.month in (1, 2) or number < 2:
            return
        sales = []
        for place in range(self.chance.randint(4, 8)):
            when = moment + timedelta(hours=2, minutes=40 * place)
            if lines := self._lines(when, self.chance.choice((1, 1, 2)), 2):
                sales.append(Order(when, when, STALL, "", lines))
        if not sales:
            return
        sold: dict[str, list] = {}
        for sale in sales:
            for taken, _price in sale.lines:
                sold.setdefault(taken.item, []).extend(taken.portions)
        packed, back = [], []
        for item, parts in sold.items():
            free = self.shelves[item].free(moment)
            rest = float(min(self.chance.randint(0, 5), int(free)))
            left = self.shelves[item].portions(rest, moment) if rest else []
            packed.append(_moved(item, [*parts, *left]))
            if left:
                back.append(_moved(item, left))
        name = MARKETS[(moment.month // 4) % len(MARKETS)]
        fee = 60.0 if name == MARKETS[-1] else 35.0
        self.done["markets"].append(
            Market(moment, name, fee, tuple(packed), tuple(sales), tuple(back))
        )

    def _count(self, sunday: datetime) -> None:
        """On the last Sunday of a month a few things are missing or thrown away."""
        if (sunday + timedelta(days=7)).month == sunday.month:
            return
        items = [*self.goods.products, *self.goods.materials]
        for place, item in enumerate(self.chance.sample(items, min(4, len(items)))):
            moment = sunday + timedelta(minutes=place)
            here = self.shelves[item.key].free(moment)
            counted = place != 3
            share = self.chance.uniform(0.002, 0.02)
            quantity = float(int(here * share) or min(int(here), 1))
            if quantity:
                reason = self.chance.choice(("Broken", "Leaked", "Given away"))
                if not counted:  # what is thrown away is of one lot
                    first = self.shelves[item.key].portions(quantity, moment)[0]
                    quantity = first[1]
                taken = self._take(item.key, quantity, moment)
                self.done["missing"].append(Missing(moment, taken, reason, counted))


def _moved(item: str, portions: list) -> Taken:
    """What goes to the stall or comes back: lots put together, no cost."""
    lots: dict[str | None, float] = {}
    for lot, part in portions:
        lots[lot] = lots.get(lot, 0.0) + part
    return Taken(item, sum(lots.values()), 0.0, tuple(lots.items()))


def _closing(shelf: Shelf) -> Closing:
    lots = tuple((lot.name, lot.left) for lot in shelf.lots)
    return Closing(lots, shelf.cost, shelf.total)
