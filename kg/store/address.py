"""Where a SPARQL engine of the operator's is."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from kg.settings import Settings


@dataclass(frozen=True, slots=True)
class Address:
    """Where an engine takes queries and updates, and as whom; where no address is for updates, that for queries is.

    `union` is the IRI of a graph that is the union of all in the engine.
    """

    query: str
    update: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    union: str = ""

    @classmethod
    def of(cls, settings: Settings) -> Address | None:
        """Read it from the settings; None where the embedded engine does it all."""
        if not settings.store:
            return None
        user, password = settings.store_user, settings.store_password
        return cls(settings.store, settings.store_update, user, password, settings.store_union)

    @classmethod
    def from_text(cls, text: str) -> Address:
        """Take in what :meth:`to_text` gave."""
        return cls(**json.loads(text))

    def to_text(self) -> str:
        """Make it ready to travel to another process, with the password: it is for no command line and no log."""
        return json.dumps(asdict(self))
