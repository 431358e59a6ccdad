"""How any vendor is reached: guard, transport, limits, answers, tokens, signatures.

Nothing here knows a vendor; a rule for all calls is changed here.
"""
