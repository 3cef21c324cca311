"""The application, and what it says of itself in `/openapi.json`: made once in each process, for it takes a while."""

from __future__ import annotations

from typing import Any

from api.app import create_app
from kg.settings import Settings

APP = create_app(Settings())
DOCUMENT: dict[str, Any] = APP.openapi()
