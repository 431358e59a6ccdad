"""What quantity a listing should show, as one pure function that explains itself."""

from .policy import Basis, Policy, Shown, Step, lowest, shown_quantity
from .risk import risk_buffer
