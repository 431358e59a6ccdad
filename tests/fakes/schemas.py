"""The vendors' schemas, as far as our calls need them, to check requests with."""

from __future__ import annotations

import copy
import json
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl

from graphql import build_schema
from jsonschema import Draft202012Validator

FOLDER = Path(__file__).resolve().parents[1] / "schemas"
SHOPIFY_VERSIONS = sorted(path.stem for path in FOLDER.glob("shopify/*.graphql"))


@lru_cache
def shopify(version: str):
    """Shopify's GraphQL schema of one of ``SHOPIFY_VERSIONS``."""
    text = (FOLDER / "shopify" / f"{version}.graphql").read_text()
    return build_schema(text, assume_valid=True)


def shopify_capture(name: str) -> dict:
    """What a real store answered: ``variables`` and ``response`` by case."""
    return json.loads((FOLDER / "shopify" / "captures.json").read_text())[name]


@lru_cache
def openapi(vendor: str) -> OpenApi:
    """The operations of the vendor that the fake serves."""
    return OpenApi(json.loads((FOLDER / vendor / "openapi.json").read_text()))


class OpenApi:
    """An OpenAPI 3.0 description that requests and answers can be held against."""

    def __init__(self, data: dict):
        self._components = _plain(data.get("components", {}))
        self.operations = []
        for path, methods in data["paths"].items():
            pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", path))
            for method, operation in methods.items():
                self.operations.append((method.upper(), pattern, path, operation))
        self.operations.sort(key=lambda entry: entry[2].count("{"))
        self._validators: dict = {}

    def find(self, method: str, path: str) -> dict | None:
        """The operation of a request, or None."""
        for candidate, pattern, _, operation in self.operations:
            if candidate == method and pattern.fullmatch(path):
                return operation
        return None

    def problems(self, request, prefix: str = "") -> list[str]:
        """What is wrong with a request, in words; an empty list if nothing is."""
        operation = self.find(request.method, request.path.removeprefix(prefix))
        if operation is None:
            return [f"{request.method} {request.path} is not in the description"]
        known = {
            parameter["name"]: parameter
            for parameter in operation.get("parameters", [])
            if parameter["in"] == "query"
        }
        found = [
            f"query: unknown {name}" for name in request.query if name not in known
        ]
        for name, parameter in known.items():
            values = request.query.get(name)
            if values is None:
                if parameter.get("required"):
                    found.append(f"query: {name} is required")
                continue
            found += self._query_problems(name, parameter["schema"], values)
        return found + self._body_problems(operation, request)

    def _query_problems(self, name: str, schema: dict, values: list[str]) -> list[str]:
        value: object = values[-1]
        if schema.get("type") == "array":
            parts = [part for text in values for part in text.split(",") if part]
            value = [_typed(part, schema["items"]) for part in parts]
        else:
            value = _typed(value, schema)
        return [f"query: {name}: {text}" for text in self.misfits(value, schema)]

    def _body_problems(self, operation: dict, request) -> list[str]:
        body = operation.get("requestBody")
        if not body:
            return ["a body where none belongs"] if request.body else []
        schemas = body["content"]
        if request.content_type not in schemas:
            if not request.body and not body.get("required"):
                return []
            return [f"Content-Type must be {' or '.join(schemas)}"]
        schema = schemas[request.content_type]["schema"]
        try:
            value = self._body_value(request, schema)
        except ValueError as error:
            return [f"body: {error}"]
        return [f"body: {text}" for text in self.misfits(value, schema)]

    def _body_value(self, request, schema: dict):
        if request.content_type == "application/json":
            return request.json()
        fields = schema.get("properties", {})
        value: dict = {}
        for name, text in parse_qsl(request.body.decode(), keep_blank_values=True):
            inner = fields.get(name.removesuffix("[]"), {})
            if inner.get("type") == "array":
                parts = value.setdefault(name.removesuffix("[]"), [])
                parts += [_typed(part, inner["items"]) for part in text.split(",")]
            else:
                value[name] = _typed(text, inner)
        return value

    def misfits(self, value, schema: dict) -> list[str]:
        """How a value differs from a schema of this description."""
        key = id(schema)
        if key not in self._validators:
            whole = {**_plain(schema), "components": self._components}
            self._validators[key] = (schema, Draft202012Validator(whole))
        return [
            f"{error.json_path.removeprefix('$.')}: {error.message}"
            for error in self._validators[key][1].iter_errors(value)
        ]

    def answer_misfits(self, method: str, path: str, status: int, value) -> list[str]:
        """How an answer differs from what its operation describes."""
        operation = self.find(method, path)
        content = operation["responses"][str(status)].get("content", {})
        return self.misfits(value, content["application/json"]["schema"])


def _typed(text: str, schema: dict):
    try:
        if schema.get("type") == "integer":
            return int(text)
        if schema.get("type") == "number":
            return float(text)
    except ValueError:
        return text
    if schema.get("type") == "boolean":
        return {"true": True, "false": False, "1": True, "0": False}.get(text, text)
    return text


def _plain(schema):
    """OpenAPI 3.0 as JSON schema: nullable as a type, no defaults, no formats."""
    schema = copy.deepcopy(schema)
    _make_plain(schema)
    return schema


def _make_plain(schema) -> None:
    if isinstance(schema, list):
        for item in schema:
            _make_plain(item)
    if not isinstance(schema, dict):
        return
    for name in ("default", "example", "examples"):
        if not isinstance(schema.get(name), dict) or "type" not in schema[name]:
            schema.pop(name, None)
    if schema.pop("nullable", False) is True:
        if isinstance(schema.get("type"), str):
            schema["type"] = [schema["type"], "null"]
        if "enum" in schema and None not in schema["enum"]:
            schema["enum"].append(None)
        kinds = [n for n in ("allOf", "anyOf", "oneOf", "$ref") if n in schema]
        if kinds:
            inner = {name: schema.pop(name) for name in kinds}
            schema["anyOf"] = [inner, {"type": "null"}]
    for value in schema.values():
        _make_plain(value)
