"""Networks over time: what a worker writes by its name, and what is compared here."""

from __future__ import annotations

from collections.abc import Mapping

from api.http.negotiation import CSV, HTML, JSON, Representation

SERIES: Mapping[Representation, str] = {
    JSON: "json",
    CSV: "csv",
    HTML: "json",
}
"""A network year by year."""

COMPARISON: Mapping[Representation, str] = {
    JSON: "json",
    CSV: "csv",
    HTML: "json",
}
"""What entered and left."""
