"""The corpus by name: what is to be answered at once, and what is too much."""

from __future__ import annotations

from tests.api.conftest import authorised
from tests.api.hostile.attack import BAD, OVER, Attack
from tests.api.hostile.documents import DOCUMENTS
from tests.api.hostile.oddities import ODD, REACH
from tests.api.hostile.queries import TOO_DEEP, TOO_MUCH

QUICK = {
    **{f"too deep: {name}": Attack((*BAD, *OVER), query) for name, query in TOO_DEEP.items()},
    **{f"odd: {name}": attack for name, attack in ODD.items()},
    **{f"reach: {name}": attack for name, attack in REACH.items()},
    **{
        f"{path.partition('?')[0]}: {name}": Attack(
            (200,) if path == "/validate" and 201 in right else right, document, media_type, path, headers=authorised()
        )
        for name, (right, media_type, document) in DOCUMENTS.items()
        for path in ("/validate", "/graphs?graph=urn:mine")
    },
}
SLOW = {f"too much: {name}": attack for name, attack in TOO_MUCH.items()}
