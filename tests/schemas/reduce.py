"""Reduce the vendors' published schemas to what our calls and the fakes need.

    python tests/schemas/reduce.py etsy FULL.json
    python tests/schemas/reduce.py faire FULL.json
    python tests/schemas/reduce.py shopify 2026-10 FULL.introspection.json.gz
    python tests/schemas/reduce.py captures FOLDER

Run it from the clone's environment (``.maker/venv/bin/python``) when a vendor publishes
a new version, or when a call of ours needs more than is kept. Descriptions, examples
and titles are dropped: what stays are names, types and limits.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from pathlib import Path

from graphql import (
    DEFAULT_DEPRECATION_REASON,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_client_schema,
    get_named_type,
    is_composite_type,
    is_introspection_type,
    is_leaf_type,
    parse,
    print_schema,
    specified_directives,
    specified_scalar_types,
    visit,
)

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

# What the tests ask of the fake Shopify beside the documents of our client.
ALSO = """
mutation { inventoryAdjustQuantities(input: {}) {
  inventoryAdjustmentGroup { reason } userErrors { code } } }
mutation { fulfillmentOrderMove(id: "", newLocationId: "") {
  movedFulfillmentOrder { id } userErrors { message } } }
"""
# The captured requests that tests replay or read, by file.
CAPTURED = {
    "fulfillment-create-preconditions": (
        "missingFulfillmentOrder",
        "overFulfill",
        "nonPositiveQuantity",
        "closed",
    ),
    "inventory-activate-on-hand": (
        "activateOnHand",
        "alreadyActiveOnHand",
        "availableOnHandConflict",
        "onHandOutOfRange",
    ),
    "inventory-quantity-contracts-2026-04": (
        "inventorySetQuantities",
        "inventoryAdjustQuantities",
        "missingSetIdempotency",
        "missingSetChangeFromQuantity",
        "missingAdjustIdempotency",
        "missingAdjustChangeFromQuantity",
        "legacySetShape",
        "setUnknownInventoryItem",
        "setUnknownLocation",
    ),
    "inventorySetQuantities-name-validation": (
        "damaged",
        "committed",
        "onHand",
        "availableTooHigh",
        "duplicatePair",
    ),
    "inventorySetQuantities-quantity-bounds": (
        "onHandNegative",
        "availableTooLow",
        "availableNegativeWithinBounds",
    ),
}
FAIRE = "/external-api/v2"
"""Where Faire's paths begin, which its description leaves out."""
WORDS = ("description", "summary", "title", "example", "examples", "externalDocs")
IDLE = ("tags", "operationId", "security", "servers")


def read(path: str):
    """The JSON of a file, unpacked where it is packed."""
    raw = Path(path).read_bytes()
    return json.loads(gzip.decompress(raw) if path.endswith(".gz") else raw)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.rstrip() + "\n")
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1024:.0f} KiB")


# OpenAPI.


def reduce_openapi(whole: dict, routes: set[tuple[str, str]]) -> dict:
    """The operations of ``routes`` with the components that they reach."""
    paths: dict = {}
    for path, methods in whole["paths"].items():
        blank = re.sub(r"\{\w+\}", "{}", path)
        shared = [methods[name] for name in ("parameters",) if name in methods]
        kept = {
            method: bare(operation)
            for method, operation in methods.items()
            if (method.upper(), blank) in routes
        }
        if kept and shared:
            kept["parameters"] = bare(shared[0])
        if kept:
            paths[path] = kept
    components: dict = {}
    _gather(paths, whole["components"], components)
    return {
        "openapi": whole["openapi"],
        "info": {key: whole["info"][key] for key in ("title", "version")},
        "paths": paths,
        "components": {kind: components[kind] for kind in sorted(components)},
    }


def _gather(value, source: dict, found: dict) -> None:
    """Put each component that ``value`` refers to, however deep, into ``found``."""
    if isinstance(value, list):
        for item in value:
            _gather(item, source, found)
    if not isinstance(value, dict):
        return
    for name, inner in value.items():
        if name != "$ref":
            _gather(inner, source, found)
            continue
        kind, wanted = inner.split("/")[-2:]
        if wanted not in found.setdefault(kind, {}):
            found[kind][wanted] = bare(source[kind][wanted])
            _gather(found[kind][wanted], source, found)


def bare(value, named: bool = False):
    """``value`` without words; ``named`` says that its keys are names of fields."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: bare(inner, named=not named and key == "properties")
        for key, inner in value.items()
        if named or not (key in WORDS or key in IDLE or key.startswith("x-"))
    }


def routes_of(vendor: str, prefix: str = "") -> set[tuple[str, str]]:
    """The routes that the vendor's fake answers, names of path arguments left out."""
    import fakes

    fake = getattr(fakes, fakes.VENDORS[vendor])
    return {
        (method, re.sub(r"\{\w+\}", "{}", path.removeprefix(prefix)))
        for name in dir(fake)
        for method, path, _options in getattr(getattr(fake, name), "routes", ())
    }


# GraphQL.


class Visited(Visitor):
    """The types and fields that documents use."""

    def __init__(self, info: TypeInfo):
        super().__init__()
        self.info = info
        self.types: set[str] = set()

    def enter_selection_set(self, *_args):
        self.types.add(get_named_type(self.info.get_parent_type()).name)
        self.types.add(get_named_type(self.info.get_type()).name)

    def enter_field(self, node, *_args):
        parent = self.info.get_parent_type()
        if parent.name in ("QueryRoot", "Mutation"):
            self.types.add(f"{parent.name}.{node.name.value}")


def reduce_graphql(whole: GraphQLSchema, documents: list[str]) -> GraphQLSchema:
    """The types that ``documents`` visit, with their plain fields, the fields that
    lead from one of them to another, and whatever their arguments take."""
    info = TypeInfo(whole)
    seen = Visited(info)
    for text in documents:
        visit(parse(text), TypeInfoVisitor(info, seen))
    return _Reduction(whole, seen.types).schema()


class _Reduction:
    def __init__(self, whole: GraphQLSchema, visited: set[str]):
        self.whole = whole
        self.visited = visited
        self.made: dict = dict(specified_scalar_types)
        for union in whole.type_map.values():
            if isinstance(union, GraphQLUnionType) and union.name in visited:
                self.visited |= {
                    one.name for one in union.types if one.name in visited
                } or {union.types[0].name}

    def schema(self) -> GraphQLSchema:
        query = self.type(self.whole.query_type)
        mutation = self.type(self.whole.mutation_type)
        for name in sorted(self.visited):
            if name in self.whole.type_map:
                self.type(self.whole.type_map[name])
        own = [
            one
            for one in self.whole.directives
            if one.name == "idempotent"
            or one.name in {each.name for each in specified_directives}
        ]
        for one in own:
            one.description = None
            for argument in one.args.values():
                argument.description = None
        types = [one for one in self.made.values() if not is_introspection_type(one)]
        return GraphQLSchema(
            query, mutation, types=types, directives=own, assume_valid=True
        )

    def type(self, old):
        """The reduced type of a type, made once."""
        if hasattr(old, "of_type"):
            return type(old)(self.type(old.of_type))
        if old.name not in self.made:
            self.made[old.name] = getattr(self, "_" + type(old).__name__)(old)
        return self.made[old.name]

    def _GraphQLScalarType(self, old):
        return GraphQLScalarType(old.name)

    def _GraphQLEnumType(self, old):
        return GraphQLEnumType(old.name, dict.fromkeys(sorted(old.values)))

    def _GraphQLInputObjectType(self, old):
        return GraphQLInputObjectType(
            old.name, lambda: {name: self._plain(one) for name, one in _sorted(old)}
        )

    def _GraphQLUnionType(self, old):
        kept = [one for one in old.types if one.name in self.visited]
        return GraphQLUnionType(old.name, lambda: [self.type(one) for one in kept])

    def _GraphQLInterfaceType(self, old):
        return GraphQLInterfaceType(old.name, lambda: self._fields(old))

    def _GraphQLObjectType(self, old):
        def interfaces():
            kept = [one for one in old.interfaces if one.name in self.visited]
            return [self.type(one) for one in kept]

        return GraphQLObjectType(old.name, lambda: self._fields(old), interfaces)

    def _fields(self, old) -> dict:
        return {
            name: self._plain(field)
            for name, field in _sorted(old)
            if self._wanted(old, name, get_named_type(field.type))
        }

    def _wanted(self, parent, name: str, kind) -> bool:
        if parent.name in ("QueryRoot", "Mutation"):
            return f"{parent.name}.{name}" in self.visited
        if is_composite_type(kind):
            return kind.name in self.visited
        return is_leaf_type(kind)

    def _plain(self, old):
        """A field, an argument or an input field without its words."""
        values = old.to_kwargs()
        values.update(type_=self.type(old.type), description=None, ast_node=None)
        if values.get("deprecation_reason"):
            values["deprecation_reason"] = DEFAULT_DEPRECATION_REASON
        if "args" in values:
            values["args"] = {
                name: self._plain(one) for name, one in sorted(old.args.items())
            }
        return type(old)(**values)


def _sorted(old):
    return sorted(old.fields.items())


def captured(folder: str) -> dict:
    """The captured requests and answers of CAPTURED, without their preparation."""
    found: dict = {}
    for name, titles in CAPTURED.items():
        whole = read(f"{folder}/{name}.json")
        cases = whole.get("cases", whole)
        cases = {**cases, **cases.get("unknownIdValidation", {})}
        found[name] = {
            title: {
                key: cases[title][key]
                for key in ("query", "variables", "response")
                if key in cases[title]
            }
            for title in titles
        }
    return found


def main(vendor: str, *given: str) -> None:
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "maker_channel_sync")]
    if vendor == "shopify":
        from channel_clients.shopify.queries import DOCUMENTS

        version, path = given
        told = read(path)
        whole = build_client_schema(told.get("data", told), assume_valid=True)
        schema = reduce_graphql(whole, [*DOCUMENTS.values(), ALSO])
        write(HERE / "shopify" / f"{version}.graphql", print_schema(schema))
        return
    if vendor == "captures":
        told = captured(given[0])
        write(HERE / "shopify" / "captures.json", json.dumps(told, indent=1))
        return
    prefix = {"etsy": "", "faire": FAIRE}[vendor]
    told = reduce_openapi(read(given[0]), routes_of(vendor, prefix))
    write(HERE / vendor / "openapi.json", json.dumps(told, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
