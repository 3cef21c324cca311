"""Writing from the command line: on a repository of its own, or beside a running service by way of that."""

from __future__ import annotations

from typing import TypeVar

from kg.desk.handover import Handed, door_of
from kg.errors import StoreInUse
from kg.validation import Advance
from kg.workspace import Workspace

A = TypeVar("A")
R = TypeVar("R")


def carry_out(workspace: Workspace, handed: Handed[A, R], request: A, advance: Advance = lambda _: None) -> R:
    """Do what is asked, or have the service do it that holds the home. Raises StoreInUse where something else does."""
    try:
        with workspace.repository() as repository:
            return handed.run(repository, request, advance)
    except StoreInUse:
        door = door_of(workspace.settings.home)
        outcome = handed.hand_over(door, request, advance) if door else None
        if outcome is None:
            raise
        return outcome
