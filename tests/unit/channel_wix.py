"""A client before a site on Wix."""

from channel_clients.wix import WixClient
from channel_doubles import transport


def client(*script, **options):
    made, session, clock = transport(*script, base_url="https://www.wixapis.com")
    options.setdefault("api_key", "IST.key")
    return WixClient(made, site_id="site-1", **options), session, clock
