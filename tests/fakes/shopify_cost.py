"""What a query costs in points; a fair likeness of Shopify's own sums."""

from __future__ import annotations

import math
import re

from graphql.language import FieldNode

from .shopify_graph import Operation

MAX_COST = 1000
MUTATION_COST = 10
FREE = re.compile(
    r"Set|shopMoney|presentmentMoney|pageInfo|.*[uU]serErrors|edges|quantities"
)


def asked(operation: Operation) -> int:
    """Points asked for: objects one each, pages by the root of their size."""
    total = MUTATION_COST * len(operation.fields()) if operation.mutation else 0
    for field in operation.fields():
        inner = _cost_of(operation, field)
        total += inner - 1 if operation.mutation else inner
    return max(1, total)


def _cost_of(operation: Operation, field: FieldNode) -> int:
    if field.selection_set is None:
        return 0
    inner = sum(
        _cost_of(operation, child) for child in operation.spread(field.selection_set)
    )
    arguments = operation.arguments(field)
    size = arguments.get("first") or arguments.get("last")
    if size:
        return 2 + math.ceil(math.sqrt(size)) * inner
    ids = arguments.get("ids")
    if isinstance(ids, list):
        return (1 + inner) * max(1, math.ceil(math.sqrt(len(ids))))
    return inner if FREE.fullmatch(field.name.value.lstrip("_")) else 1 + inner


def used(operation: Operation, told: dict) -> int:
    """Points really used: what the answer holds, by the same measure."""
    base = MUTATION_COST * len(operation.fields()) if operation.mutation else 0
    return base + _held(told.get("data"))


def _held(value) -> int:
    if isinstance(value, list):
        rows = [_held(row) for row in value]
        return math.ceil(math.sqrt(len(rows)) * max(rows)) if rows else 0
    if not isinstance(value, dict):
        return 0
    inner = sum(
        _held(child) for name, child in value.items() if not FREE.fullmatch(name)
    )
    return inner + ("id" in value)
