"""GraphQL as Shopify answers it: validation, execution, paging, cost.

Resolvers are nested dicts; a value that is callable is called with
``(info, **arguments)``. graphql-core executes them with the vendor's schema and
checks every type.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from functools import lru_cache

from graphql import (
    GraphQLError,
    OperationType,
    execute_sync,
    parse,
    validate,
    value_from_ast_untyped,
)
from graphql.language import FieldNode, FragmentDefinitionNode, OperationDefinitionNode

from . import schemas

MAX_INPUT = 250


class Fail(GraphQLError):
    """A top-level error with Shopify's code."""

    def __init__(self, message: str, code: str, **extensions):
        super().__init__(message, extensions={"code": code, **extensions})


@dataclass
class Operation:
    """A parsed request."""

    document: object
    definition: OperationDefinitionNode
    fragments: dict
    variables: dict
    version: str

    @property
    def mutation(self) -> bool:
        return self.definition.operation is OperationType.MUTATION

    def fields(self) -> list[FieldNode]:
        """The top-level fields, fragments spread."""
        return list(self.spread(self.definition.selection_set))

    def spread(self, selection_set, typename: str = ""):
        """The fields of a selection, with fragments and @skip/@include resolved."""
        for node in selection_set.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            fragment = node
            if node.kind == "fragment_spread":
                fragment = self.fragments[node.name.value]
            wanted = fragment.type_condition and fragment.type_condition.name.value
            if not wanted or not typename or wanted in (typename, "Node"):
                yield from self.spread(fragment.selection_set, typename)

    def _included(self, node) -> bool:
        for directive in node.directives or ():
            if directive.name.value in ("skip", "include"):
                told = self.value(directive.arguments[0].value)
                if told == (directive.name.value == "skip"):
                    return False
        return True

    def value(self, node):
        """The value of a literal or a variable."""
        return value_from_ast_untyped(node, self.variables)

    def arguments(self, field: FieldNode) -> dict:
        """The arguments of a field as given, defaults left out."""
        return {
            argument.name.value: self.value(argument.value)
            for argument in field.arguments or ()
            if argument.value.kind != "variable"
            or argument.value.name.value in self.variables
        }

    def directive(self, field: FieldNode, name: str) -> dict | None:
        """The arguments of a field's directive, or None where it is absent."""
        for directive in field.directives or ():
            if directive.name.value == name:
                return {
                    a.name.value: self.value(a.value) for a in directive.arguments or ()
                }
        return None


@lru_cache(maxsize=500)
def _parsed(query: str, version: str):
    document = parse(query)
    return document, tuple(validate(schemas.shopify(version), document))


def read(payload: dict, version: str) -> tuple[Operation | None, list[dict]]:
    """Parse and validate a request; returns the operation and the errors."""
    query = payload.get("query")
    if not isinstance(query, str) or not query.strip():
        return None, [{"message": "No query string was present"}]
    try:
        document, problems = _parsed(query, version)
    except GraphQLError as error:
        return None, [shown(error)]
    if problems:
        return None, [shown(error, "undefinedField") for error in problems]
    definitions = [
        d for d in document.definitions if isinstance(d, OperationDefinitionNode)
    ]
    wanted = payload.get("operationName")
    if wanted:
        definitions = [d for d in definitions if d.name and d.name.value == wanted]
    if len(definitions) != 1:
        return None, [{"message": "An operation name is required"}]
    fragments = {
        d.name.value: d
        for d in document.definitions
        if isinstance(d, FragmentDefinitionNode)
    }
    variables = dict(payload.get("variables") or {})
    for variable in definitions[0].variable_definitions or ():
        if variable.default_value is not None:
            variables.setdefault(
                variable.variable.name.value,
                value_from_ast_untyped(variable.default_value),
            )
    operation = Operation(document, definitions[0], fragments, variables, version)
    return operation, _too_long(variables)


def _too_long(value) -> list[dict]:
    if isinstance(value, dict):
        return [error for inner in value.values() for error in _too_long(inner)]
    if not isinstance(value, list):
        return []
    if len(value) > MAX_INPUT:
        message = (
            f"The input array size of {len(value)} is greater than the maximum"
            f" allowed of {MAX_INPUT}."
        )
        return [{"message": message, "extensions": {"code": "MAX_INPUT_SIZE_EXCEEDED"}}]
    return [error for inner in value for error in _too_long(inner)]


def shown(error: GraphQLError, code: str = "") -> dict:
    """An error in Shopify's shape."""
    told: dict = {"message": error.message}
    if error.locations:
        told["locations"] = [
            {"line": place.line, "column": place.column} for place in error.locations
        ]
    extensions = dict(error.extensions or {})
    missing = re.match(
        r"Variable '\$(\w+)' .*? type '(\w+)' not to include unknown field '(\w+)'",
        error.message,
        re.DOTALL,
    )
    if missing:
        name, kind, field = missing.groups()
        told["message"] = (
            f"Variable ${name} of type {kind}! was provided invalid value for"
            f" {field} (Field is not defined on {kind})"
        )
    if error.message.startswith("Variable"):
        code = "INVALID_VARIABLE"
    if code:
        extensions.setdefault("code", code)
    if extensions:
        told["extensions"] = extensions
    if error.path:
        told["path"] = list(error.path)
    return told


def run(operation: Operation, root: dict) -> dict:
    """Execute against the resolvers; returns data and errors, without cost."""
    name = operation.definition.name
    result = execute_sync(
        schemas.shopify(operation.version),
        operation.document,
        root,
        operation,
        operation.variables,
        name.value if name else None,
    )
    told: dict = {}
    if result.data is not None:
        told["data"] = result.data
    if result.errors:
        told["errors"] = [shown(error) for error in result.errors]
        for error in result.errors:
            if error.original_error and not isinstance(
                error.original_error, GraphQLError
            ):
                raise error.original_error
    return told


def connection(rows: list, shape, asked: dict, ident=None, key=None) -> dict:
    """The page of rows that first, last, after and reverse ask for.

    ``shape`` turns a row into its node, ``ident`` tells its number and ``key`` its
    sort value, which cursors remember so that pages stay right while rows move.
    """
    first, last = asked.get("first"), asked.get("last")
    if first is None and last is None:
        raise Fail("you must provide one of first or last", "BAD_REQUEST")
    wanted = last if first is None else first
    if not 0 <= wanted <= MAX_INPUT:
        raise Fail(f"first must be between 0 and {MAX_INPUT}", "BAD_REQUEST")
    ident = ident or (lambda row: int(row.id))
    key = key or (lambda row: 0)
    marked = sorted(
        ((key(row), ident(row), row) for row in rows),
        key=lambda entry: entry[:2],
        reverse=bool(asked.get("reverse")),
    )
    start = 0
    if asked.get("after"):
        mark = _mark(asked["after"])
        down = bool(asked.get("reverse"))
        while start < len(marked) and (
            marked[start][:2] >= mark if down else marked[start][:2] <= mark
        ):
            start += 1
    rest = marked[start:]
    page = rest[:wanted] if last is None else rest[-wanted:]
    edges = [
        {"cursor": _cursor(value, ident), "node": shape(row)}
        for value, ident, row in page
    ]
    return {
        "nodes": [edge["node"] for edge in edges],
        "edges": edges,
        "pageInfo": {
            "hasNextPage": last is None and len(rest) > len(page),
            "hasPreviousPage": start > 0,
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        },
    }


def _cursor(value, ident: int) -> str:
    text = json.dumps({"last_id": ident, "last_value": value})
    return base64.b64encode(text.encode()).decode()


def _mark(cursor: str) -> tuple:
    try:
        told = json.loads(base64.b64decode(cursor))
        return told["last_value"], told["last_id"]
    except (ValueError, KeyError) as error:
        raise Fail(
            "Invalid cursor for current pagination sort.", "BAD_REQUEST"
        ) from error
