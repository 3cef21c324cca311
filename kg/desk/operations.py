"""What is asked of one record, what became of it, and why it may be refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from kg.errors import KgError, UnknownField

Op = Literal["put", "patch", "delete", "post"]
Effect = Literal["added", "changed", "removed", "unchanged"]

NEWEST = -1
"""The version of whoever takes the record as it is, whatever that may be."""

FOREIGN = -2
"""The version of whoever had read something else."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What is to become of one record: `body` is its JSON, or the merge patch (RFC 7396) of it.

    `read` is the version at which it was read, None where it was not. With `is_new` there must be none of that id yet.
    One to be posted may leave its id out: it is made of the label. Of a record in several datasets `dataset` says whose
    statements are meant, where that is not the dataset of the whole edit.
    """

    op: Op
    id: str = ""
    body: Any = None
    read: int | None = None
    is_new: bool = False
    dataset: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of one record."""

    op: Op
    id: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that both sides moved: what it was, what you wrote, and what somebody else had written meanwhile."""

    record: str
    field: str
    base: tuple[str, ...]
    yours: tuple[str, ...]
    theirs: tuple[str, ...]
    author: str
    version: int


class Overtaken(KgError):
    """An edit of what somebody else has edited meanwhile in the same field."""

    kind = "precondition-failed"

    def __init__(self, conflicts: Sequence[FieldConflict]) -> None:
        fields = ", ".join(dict.fromkeys(f"{each.field} of {each.record}" for each in conflicts))
        super().__init__(
            f"Others have changed the same meanwhile: {fields}", "Nothing was changed. Read it again, and decide."
        )
        self.conflicts = tuple(conflicts)

    def details(self) -> Mapping[str, object]:
        """Give the conflicts."""
        return {"conflicts": [asdict(each) for each in self.conflicts]}


class IsThere(KgError):
    """A record that was to be new, and is there already."""

    kind = "precondition-failed"

    def __init__(self, iri: str) -> None:
        super().__init__(f"There is a record {iri} already", "Read it, and send its entity tag in If-Match.")


class NotRead(KgError):
    """An edit of a record that is there, by somebody who does not say which version they had read."""

    kind = "precondition-required"

    def __init__(self, iri: str) -> None:
        super().__init__(
            f"There is a record {iri}, and nothing says which version of it you had read",
            "Read it, and send its entity tag in If-Match, or its version with the operation.",
        )


class OtherHistory(KgError):
    """An edit by somebody who had read a version that this graph does not have."""

    kind = "precondition-failed"

    def __init__(self, read: int, version: int) -> None:
        what = "What was read is no version" if read == FOREIGN else f"Version {read} is none"
        super().__init__(f"{what} of this graph, which is at version {version}", "Read it again.")


class UnknownDataset(UnknownField):
    """A dataset that there is not, for a new record."""
