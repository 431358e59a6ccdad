import hashlib
import hmac
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest
from channel_clients.errors import AuthError, Transient
from channel_clients.wire import oauth
from channel_doubles import reply, transport

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


def query(url):
    return {key: values for key, values in parse_qs(urlsplit(url).query).items()}


def test_the_challenge_is_the_rfcs_own_example():
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert oauth.challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    fresh, again = oauth.pkce_pair(), oauth.pkce_pair()
    assert fresh != again
    assert oauth.challenge(fresh[0]) == fresh[1]
    assert "=" not in fresh[1]
    assert 43 <= len(fresh[0]) <= 128
    assert oauth.new_state() != oauth.new_state()


def test_etsys_authorize_url_asks_for_what_is_needed():
    url = oauth.etsy_authorize_url("key", "https://odoo.example/cb", "st", "ch")
    assert url.startswith("https://www.etsy.com/oauth/connect?")
    found = query(url)
    assert found["code_challenge_method"] == ["S256"]
    assert found["client_id"] == ["key"]
    assert found["scope"] == [
        "shops_r listings_r listings_w transactions_r transactions_w"
    ]


def test_etsy_exchanges_and_refreshes():
    answer = {"access_token": "1.a", "refresh_token": "1.r", "expires_in": 3600}
    made, session, _clock = transport(reply(answer), reply(answer))
    token = oauth.etsy_exchange(made, "key", "code", "verifier", "https://cb", NOW)
    assert (token.access, token.refresh) == ("1.a", "1.r")
    assert token.expires == NOW + timedelta(hours=1)
    assert session.sent[0].path == "/v3/public/oauth/token"
    assert session.sent[0].data["code_verifier"] == "verifier"
    oauth.etsy_refresh(made, "key", "1.r", NOW)
    assert session.sent[1].data == {
        "grant_type": "refresh_token",
        "client_id": "key",
        "refresh_token": "1.r",
    }


def test_a_dead_refresh_token_means_connecting_again():
    made, _session, _clock = transport(reply({"error": "invalid_grant"}, 400))
    with pytest.raises(AuthError, match="Connect the channel again"):
        oauth.etsy_refresh(made, "key", "1.r", NOW)
    made, _session, _clock = transport(reply({}))
    with pytest.raises(AuthError, match="no access token"):
        oauth.etsy_refresh(made, "key", "1.r", NOW)


def test_a_refresh_that_may_have_been_spent_is_not_repeated():
    made, session, _clock = transport(reply(status=502), reply({}))
    with pytest.raises(Transient) as caught:
        oauth.etsy_refresh(made, "key", "1.r", NOW)
    assert caught.value.maybe_applied
    assert len(session.sent) == 1


def test_secrets_and_tokens_of_an_exchange_are_masked():
    log = []
    answer = {"access_token": "shpat_new", "expires_in": 86399, "scope": "a,b"}
    made, _session, _clock = transport(reply(answer), on_call=log.append)
    token = oauth.shopify_client_credentials(made, "id", "hush-hush", NOW)
    assert token.scopes == ("a", "b")
    assert made.mask("hush-hush shpat_new") == "••• •••"


def test_shopify_code_and_refresh():
    answer = {"access_token": "t", "refresh_token": "r", "expires_in": 3600}
    made, session, _clock = transport(reply(answer), reply(answer))
    assert oauth.shopify_exchange(made, "id", "secret", "code", NOW).refresh == "r"
    assert oauth.shopify_refresh(made, "id", "secret", "r", NOW).access == "t"
    assert {call.path for call in session.sent} == {"/admin/oauth/access_token"}
    assert session.sent[1].data["grant_type"] == "refresh_token"
    url = oauth.shopify_authorize_url(
        "https://x.myshopify.com/", "id", "https://cb", "s"
    )
    assert url.startswith("https://x.myshopify.com/admin/oauth/authorize?")
    assert "write_inventory" in query(url)["scope"][0]


def test_shopifys_return_is_checked():
    params = {"code": "c", "shop": "x.myshopify.com", "state": "s", "timestamp": "1"}
    message = "code=c&shop=x.myshopify.com&state=s&timestamp=1"
    mark = hmac.new(b"secret", message.encode(), hashlib.sha256).hexdigest()
    assert oauth.shopify_callback_is_genuine({**params, "hmac": mark}, "secret")
    assert not oauth.shopify_callback_is_genuine({**params, "hmac": mark}, "other")
    forged = {**params, "shop": "y.myshopify.com", "hmac": mark}
    assert not oauth.shopify_callback_is_genuine(forged, "secret")
    assert not oauth.shopify_callback_is_genuine(params, "secret")


def test_faire_repeats_scopes_and_gives_a_lasting_token():
    found = query(oauth.faire_authorize_url("apa", "https://cb", "s"))
    assert len(found["scope"]) == len(oauth.FAIRE_SCOPES)
    assert found["redirectUrl"] == ["https://cb"]
    answer = {"access_token": "t", "token_type": "BEARER"}
    made, session, _clock = transport(reply(answer))
    token = oauth.faire_exchange(made, "apa", "secret", "code", "https://cb")
    assert (token.access, token.expires) == ("t", None)
    assert session.sent[0].json["grant_type"] == "AUTHORIZATION_CODE"


def test_wix_asks_for_an_instance():
    made, session, _clock = transport(reply({"access_token": "t", "expires_in": 14400}))
    token = oauth.wix_client_credentials(made, "app", "secret", "inst", NOW)
    assert token.expires == NOW + timedelta(hours=4)
    assert session.sent[0].json["instance_id"] == "inst"


def test_the_fake_etsy_accepts_the_whole_dance():
    import requests
    from channel_clients.wire.transport import Transport
    from fakes import FakeEtsy

    with FakeEtsy() as fake:
        verifier, code_challenge = oauth.pkce_pair()
        url = oauth.etsy_authorize_url(
            fake.keystring, "https://odoo.example/cb", "state", code_challenge
        ).replace("https://www.etsy.com", fake.url)
        back = requests.get(url, allow_redirects=False, timeout=5).headers["Location"]
        assert query(back)["state"] == ["state"]
        made = Transport(fake.url)
        code = query(back)["code"][0]
        with pytest.raises(AuthError):
            oauth.etsy_exchange(
                made, fake.keystring, code, "another", "https://odoo.example/cb"
            )
        back = requests.get(url, allow_redirects=False, timeout=5).headers["Location"]
        code = query(back)["code"][0]
        token = oauth.etsy_exchange(
            made, fake.keystring, code, verifier, "https://odoo.example/cb"
        )
        renewed = oauth.etsy_refresh(made, fake.keystring, token.refresh)
        assert renewed.access != token.access
        with pytest.raises(AuthError):
            oauth.etsy_refresh(made, fake.keystring, token.refresh)
