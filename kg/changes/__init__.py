"""From records to the graph: change sets, the journal, and the one function that commits."""

from kg.changes.change_set import ChangeSet, ChangeWriter, Origin
from kg.changes.journal import Journal
from kg.changes.replica import Replica
from kg.changes.repository import Refused, Repository

__all__ = [
    "ChangeSet",
    "ChangeWriter",
    "Journal",
    "Origin",
    "Refused",
    "Replica",
    "Repository",
]
