"""Routers: what all routes have in common."""

from __future__ import annotations

from functools import partial
from operator import attrgetter

from fastapi import APIRouter
from starlette.responses import Response

Routes = partial(APIRouter, default_response_class=Response, generate_unique_id_function=attrgetter("name"))
"""A router whose routes make their responses themselves, and are called in `/openapi.json` as their functions are."""
