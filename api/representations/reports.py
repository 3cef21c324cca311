"""Reports of a validation, which a worker writes: each format by the name it has there."""

from __future__ import annotations

from collections.abc import Mapping

from api.http.negotiation import JSON, TURTLE, Representation

REPORT: Mapping[Representation, str] = {
    JSON: "json",
    TURTLE: "turtle",
}
