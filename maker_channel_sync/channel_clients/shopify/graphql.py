"""Asking Shopify: query cost, throttling, and errors inside a 200."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from ..base import ChannelClient
from ..errors import AuthError, RateLimited, RequestRefused, ScopeError, Transient
from ..sentences import _lt
from ..wire.answers import Answer
from ..wire.rates import CostBudget, RateBudget

THROTTLE_TRIES = 6


class ShopifyGraphQL(ChannelClient):
    """A client that speaks GraphQL with one shop at one API version."""

    def __init__(self, transport, token, api_version: str):
        super().__init__(transport, token)
        self.path = f"/admin/api/{api_version}/graphql.json"
        self.budget = CostBudget()
        self.api_version = api_version
        self.served_version = ""
        if type(transport.rate) is RateBudget:
            transport.rate = self.budget

    def _headers(self, token):
        return {"X-Shopify-Access-Token": token}

    def graphql(
        self, document: str, variables: Mapping | None = None, **options
    ) -> dict:
        """The data of one document; waits as its cost asks when throttled."""
        body = {"query": document, "variables": dict(variables or {})}
        wait = 0.0
        for _try in range(THROTTLE_TRIES):
            answer = self._ask(body, options)
            self.served_version = answer.headers.get("X-Shopify-API-Version", "")
            found = answer.record()
            cost = (found.get("extensions") or {}).get("cost") or {}
            self.budget.note_cost(cost)
            errors = _faults(found.get("errors"))
            if not errors:
                if not isinstance(found.get("data"), dict):
                    raise Transient(_lt("Shopify sent an answer without data."), True)
                return found["data"]
            if not _throttled(errors):
                return _despite(errors, found.get("data"))
            wait = self.budget.wait_for(cost)
            if wait > self.transport.max_wait:
                break
            self.transport.sleep(wait)
        raise RateLimited(_lt("Shopify asks to slow down."), retry_after=wait)

    def _ask(self, body: Mapping, options: Mapping) -> Answer:
        try:
            return self._call("POST", self.path, json=body, **options)
        except RequestRefused as error:
            if error.status in (402, 423):
                raise AuthError(_inactive(error.detail)) from None
            if error.status == 430:
                raise Transient(error.words) from None
            raise

    def sized(
        self, document: str, variables: dict, sizes: Sequence[str], **options
    ) -> dict:
        """The data of one document whose page ``sizes`` are variables.

        What is too costly for Shopify is asked again with smaller pages, the
        first size first; ``variables`` keeps what was found to work.
        """
        while True:
            try:
                return self.graphql(document, variables, **options)
            except RequestRefused as error:
                size = next((one for one in sizes if variables[one] > 1), None)
                if "MAX_COST_EXCEEDED" not in error.detail or size is None:
                    raise
                variables[size] //= 2

    def pages(
        self,
        document: str,
        variables: Mapping,
        pick: Callable[[Mapping], Mapping],
        *sizes: str,
    ) -> Iterator[Mapping]:
        """Connections page by page, their ``nodes`` without those that are null."""
        variables, seen = dict(variables), set()
        while True:
            page = pick(self.sized(document, variables, sizes))
            yield {**page, "nodes": [one for one in page["nodes"] if one]}
            cursor = page["pageInfo"].get("endCursor")
            if not page["pageInfo"]["hasNextPage"] or not cursor or cursor in seen:
                return
            seen.add(cursor)
            variables["after"] = cursor


def _faults(errors) -> list[dict]:
    """Errors in their usual shape; Shopify also sends a text or an object."""
    if isinstance(errors, dict):
        errors = [f"{name}: {words}" for name, words in errors.items()]
    if isinstance(errors, str):
        errors = [errors]
    return [
        one if isinstance(one, dict) else {"message": str(one)} for one in errors or ()
    ]


def _inactive(words: str) -> str:
    return _lt("The Shopify shop is not active: %(words)s", words=words)


def _throttled(errors) -> bool:
    return any(
        (one.get("extensions") or {}).get("code") == "THROTTLED" for one in errors
    )


def _despite(errors, data) -> dict:
    """Data whose only faults are fields this app may not see; else raises."""
    codes = {(one.get("extensions") or {}).get("code") for one in errors}
    words = "; ".join(str(one.get("message")) for one in errors)[:300]
    if codes == {"ACCESS_DENIED"}:
        nested = all(len(one.get("path") or ()) > 1 for one in errors)
        if nested and data and all(value is not None for value in data.values()):
            return data
        needed = " ".join(
            str((one.get("extensions") or {}).get("requiredAccess") or "")
            for one in errors
        )
        missing = tuple(dict.fromkeys(re.findall(r"(?:read|write)_\w+", needed)))
        if missing:
            names = ", ".join(missing)
            words = _lt("Shopify: the app lacks %(names)s.", names=names)
        raise ScopeError(words, missing)
    if "INTERNAL_SERVER_ERROR" in codes or "TIMEOUT" in codes:
        raise Transient(
            _lt("Shopify had a fault: %(words)s", words=words), maybe_applied=True
        )
    if "SHOP_INACTIVE" in codes:
        raise AuthError(_inactive(words))
    detail = f"{' '.join(sorted(filter(None, codes)))} {words}"
    raise RequestRefused(
        _lt("Shopify refused the request: %(words)s", words=words), 400, detail
    )
