"""The words of the trade: what each means, and which screen of Maker has it.

The terms are data of the addon that has their screen; nobody edits them by hand.
"""

from . import maker_term
