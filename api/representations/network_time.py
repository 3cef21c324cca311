"""Networks over time: what a worker writes by its name, and what is compared here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request

from api.http.negotiation import CSV, HTML, JSON, Representation
from api.representations.pages.network_time import comparison_page

SERIES: Mapping[Representation, str] = {
    JSON: "json",
    CSV: "csv",
    HTML: "json",
}
"""A network year by year."""

COMPARISON: Mapping[Representation, Callable[[Request, str, Mapping[str, Any]], bytes]] = {
    JSON: lambda _, __, body: json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(),
    HTML: comparison_page,
}
"""What entered and left."""
