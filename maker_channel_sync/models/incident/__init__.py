"""Oversold, changed by hand: what happened, why, and what a person can do.

A new reason is a kind of incident here, with its words and its offers.
"""

from . import maker_channel_incident
from . import maker_channel_oversell
from . import maker_channel_incident_goods
