"""What the trace reads of the database, and how it is told to a person.

The walk itself is in ``trace_graph``; a new source of moves is a query here.
"""
