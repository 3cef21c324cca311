"""Where records contradict each other over one fact: both stay, side by side, and a written rule says which to prefer.

    find(witnesses)        the conflicts among records, each with its claims and the one that is preferred
    read(catalogue)        the same of one version of the graph
    read_about(...)        those about one thing, of the few records that may speak of it

What is the same fact says :mod:`kg.claims.kinds`, what may be true at once :mod:`kg.claims.agreement`, and which claim
is preferred :mod:`kg.claims.preference`. All but the reading is pure, and the order of the records changes nothing.
"""

from kg.claims.conflicts import Conflict, find
from kg.claims.kinds import KINDS
from kg.claims.preference import Claim
from kg.claims.reading import datasets_of, read, read_about
from kg.claims.table import write_conflicts
from kg.claims.witnesses import Witnesses

__all__ = ["KINDS", "Claim", "Conflict", "Witnesses", "datasets_of", "find", "read", "read_about", "write_conflicts"]
