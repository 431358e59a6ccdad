"""Tracing lots through runs, without Odoo."""

from .balance import MassBalance, mass_balance
from .doubts import doubts
from .types import (
    BACKWARD,
    CARRIERS,
    CERTAIN,
    FORWARD,
    LOT,
    POSSIBLE,
    PROCESS,
    PROCESSES,
    RULED_OUT,
    RUN,
    UNBUILD,
    UNLOTTED,
    Edge,
    Flow,
    Node,
    Reached,
    Trace,
)
from .walk import net, trace
from .windows import Candidates, StockEvent, candidates, renamed, returned
