"""What clients say can be said in another language, and is English by itself."""

import copy

from channel_clients.errors import ItemRejected, ScopeError
from channel_clients.faire import orders as faire_orders
from channel_clients.sentences import _lt, joined, translated
from channel_clients.shopify import listings as shopify_listings
from channel_clients.shopify import orders as shopify_orders

GERMAN = {
    "Purchase order %(number)s": "Auftrag %(number)s",
    "%(problem)s Check the keystring.": "%(problem)s Prüfe den Schlüssel.",
    "%(host)s is away.": "%(host)s ist nicht da.",
}


def german(template, **params):
    text = GERMAN.get(template, template)
    return text % params if params else text


def test_an_error_names_its_sentence_and_what_is_in_it():
    error = ItemRejected(_lt("%(host)s is away.", host="Etsy"), "1")
    assert str(error) == "Etsy is away."
    assert (error.code, error.params) == ("%(host)s is away.", {"host": "Etsy"})
    assert ItemRejected("Vendor's own words").code == ""


def test_sentences_within_sentences_are_translated_too():
    inner = ScopeError(_lt("%(host)s is away.", host="Etsy"))
    outer = _lt("%(problem)s Check the keystring.", problem=inner.words)
    assert outer == "Etsy is away. Check the keystring."
    assert translated(outer, german) == "Etsy ist nicht da. Prüfe den Schlüssel."
    assert translated("100% vendor's words", german) == "100% vendor's words"
    assert copy.deepcopy(outer) == outer


def test_several_sentences_are_one_text_of_which_each_is_translated():
    away = _lt("%(host)s is away.", host="Etsy")
    both = joined([away, _lt("%(problem)s Check the keystring.", problem=away)])
    assert both == "Etsy is away. Etsy is away. Check the keystring."
    german_both = "Etsy ist nicht da. Etsy ist nicht da. Prüfe den Schlüssel."
    assert translated(both, german) == german_both
    assert joined([]) == ""


def test_what_clients_warn_of_can_be_said_in_another_language():
    held = {"state": "BACKORDERED"}
    assert faire_orders._blocked(held).template == "Backordered on Faire."
    assert all(words.template for words in shopify_orders.HELD.values())
    asked = {"purchase_order_number": "P9", "ship_after": "2026-11-20T00:00:00Z"}
    note = faire_orders._order_note({"notes": "100% cotton", **asked})
    assert note == "100% cotton\nPurchase order P9\nShip on or after 2026-11-20"
    assert translated(note, german) == "100% cotton\nAuftrag P9\nShip on or after " + (
        "2026-11-20"
    )
    node = {"inventoryItem": {}, "inventoryPolicy": "CONTINUE"}
    words = shopify_listings._warning({**node, "requiresComponents": True})
    assert words == f"{shopify_listings.BUNDLE} {shopify_listings.SELLS_ON}"
