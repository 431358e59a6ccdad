"""What changed between two frozen recipes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
#: lists inside a snapshot, and the entry that tells their items apart
LISTS = {
    "lines": ("key", "product"),
    "operations": ("key", "name"),
    "byproducts": ("key", "product"),
    "scales": ("key", "size"),
}
#: entries that are quantities, and the entry with their unit
UNITS = {"yield": "unit", "formula_qty": "formula_unit", "quantity": "unit"}
_SILENT = {"key", "product_id", "uom_id", "revision", "lang"}


@dataclass(frozen=True)
class Change:
    """One difference: ``where`` it is, and what stood there before and after.

    ``units`` are those of a quantity, before and after.
    """

    kind: str
    where: str
    name: str = ""
    before: object = None
    after: object = None
    units: tuple[str, str] = ("", "")


def _fields(where: str, old: Mapping, new: Mapping):
    silent = {*_SILENT, *LISTS}
    if new.get("entry") and new["entry"] != old.get("entry"):
        silent.add("quantity")  # the written one says it
    for name in {**old, **new}:
        before, after = old.get(name), new.get(name)
        if name not in silent and before != after:
            unit = UNITS.get(name)
            units = old.get(unit) or "", new.get(unit) or ""
            yield Change(CHANGED, where, name, before, after, units)


def compare(old: Mapping, new: Mapping) -> list[Change]:
    """Differences between two snapshots, in the order a recipe is read.

    >>> old = {"yield": 10, "unit": "piece", "lines": [{"key": 1, "product": "Wax"}]}
    >>> line = {"key": 2, "product": "Soy wax"}
    >>> new = {"yield": 12, "unit": "piece", "lines": [line]}
    >>> for one in compare(old, new):
    ...     print(one.kind, one.where or one.name, one.before or "", one.units)
    changed yield 10 ('piece', 'piece')
    removed Wax {'key': 1, 'product': 'Wax'} ('', '')
    added Soy wax  ('', '')
    """
    changes = list(_fields("", old, new))
    for name, (key, label) in LISTS.items():
        before = {item[key]: item for item in old.get(name, ())}
        after = {item[key]: item for item in new.get(name, ())}
        for one in {**before, **after}:
            if one not in after:
                changes.append(Change(REMOVED, before[one][label], name, before[one]))
            elif one not in before:
                item = after[one]
                changes.append(Change(ADDED, item[label], name, None, item))
            else:
                changes.extend(_fields(after[one][label], before[one], after[one]))
    return changes
