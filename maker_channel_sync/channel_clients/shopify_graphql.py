"""Asking Shopify: query cost, throttling, and errors inside a 200."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from .base import ChannelClient
from .errors import AuthError, RateLimited, RequestRefused, ScopeError, Transient
from .rates import CostBudget, RateBudget

THROTTLE_TRIES = 6


class ShopifyGraphQL(ChannelClient):
    """A client that speaks GraphQL with one shop at one API version."""

    def __init__(self, transport, token, api_version: str):
        super().__init__(transport, token)
        self.path = f"/admin/api/{api_version}/graphql.json"
        self.budget = CostBudget()
        if type(transport.rate) is RateBudget:
            transport.rate = self.budget

    def _headers(self, token):
        return {"X-Shopify-Access-Token": token}

    def graphql(
        self, document: str, variables: Mapping | None = None, **options
    ) -> dict:
        """The data of one document; waits as its cost asks when throttled."""
        body = {"query": document, "variables": variables or {}}
        wait = 0.0
        for _try in range(THROTTLE_TRIES):
            answer = self._call("POST", self.path, json=body, **options).json() or {}
            cost = (answer.get("extensions") or {}).get("cost") or {}
            self.budget.note_cost(cost)
            errors = answer.get("errors")
            if not errors:
                return answer.get("data") or {}
            if not _throttled(errors):
                return _despite(errors, answer.get("data"))
            wait = self.budget.wait_for(cost)
            if wait > self.transport.max_wait:
                break
            self.transport.sleep(wait)
        raise RateLimited("Shopify asks to slow down.", retry_after=wait)

    def pages(
        self,
        document: str,
        variables: Mapping,
        pick: Callable[[Mapping], Mapping],
        size: str = "",
    ) -> Iterator[Mapping]:
        """Connections page by page; a page too costly for Shopify is halved."""
        while True:
            try:
                page = pick(self.graphql(document, variables))
            except RequestRefused as error:
                if (
                    "MAX_COST_EXCEEDED" not in error.detail
                    or variables.get(size, 1) < 2
                ):
                    raise
                variables = {**variables, size: variables[size] // 2}
                continue
            yield page
            if not page["pageInfo"]["hasNextPage"]:
                return
            variables = {**variables, "after": page["pageInfo"]["endCursor"]}


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
        lacks = f"the app lacks {', '.join(missing)}" if missing else words
        raise ScopeError(f"Shopify: {lacks}.", missing)
    if "INTERNAL_SERVER_ERROR" in codes or "TIMEOUT" in codes:
        raise Transient(f"Shopify had a fault: {words}", maybe_applied=True)
    if "SHOP_INACTIVE" in codes:
        raise AuthError(f"The Shopify shop is not active: {words}")
    detail = f"{' '.join(sorted(filter(None, codes)))} {words}"
    raise RequestRefused(f"Shopify refused the request: {words}", 400, detail)
