"""The committed schemas hold what our calls and the fakes need, and nothing else."""

import json

import pytest
from channel_clients.shopify.queries import DOCUMENTS
from fakes import schemas
from graphql import print_schema
from schemas import reduce


@pytest.mark.parametrize(("vendor", "prefix"), [("etsy", ""), ("faire", reduce.FAIRE)])
def test_operations_are_those_that_the_fake_serves(vendor, prefix):
    kept = json.loads((schemas.FOLDER / vendor / "openapi.json").read_text())
    assert reduce.reduce_openapi(kept, reduce.routes_of(vendor, prefix)) == kept


@pytest.mark.parametrize("version", schemas.SHOPIFY_VERSIONS)
def test_types_are_those_that_documents_visit(version):
    kept = schemas.shopify(version)
    needed = reduce.reduce_graphql(kept, [*DOCUMENTS.values(), reduce.ALSO])
    assert print_schema(needed) == print_schema(kept)


def test_words_are_left_out_and_fields_of_that_name_are_not():
    whole = {"description": "A shop", "properties": {"title": {"type": "string"}}}
    assert reduce.bare(whole) == {"properties": {"title": {"type": "string"}}}
