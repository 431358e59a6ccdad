"""The Today page: what waits, what is wrong and what to do next.

A card is a method here; what it counts is decided in the room it is about.
"""

from . import res_company_sample
from . import maker_sample_studio
from . import maker_today
from . import maker_today_steps
from . import maker_today_runs
from . import maker_today_phone
from . import maker_today_days
from . import maker_today_costs
