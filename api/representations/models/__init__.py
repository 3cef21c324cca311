"""The JSON of the service as pydantic models: what it answers, and what it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel

from api.representations.models import (
    about,
    bridging,
    changes,
    conflicts,
    curation,
    datasets,
    dictionary,
    edits,
    entities,
    finding,
    flows,
    jobs,
    loads,
    money,
    networks,
    quality,
    queries,
    recipes,
    reports,
    review,
    scores,
    service,
    structure,
    time,
    timeline,
)
from api.representations.models.base import Schema, schemas_of


@cache
def models() -> Mapping[str, type[BaseModel]]:
    """Give all models by their names."""
    by_class = (entities.entities(), entities.lists(), entities.answers(), entities.records(), entities.patches())
    of_classes = [each for models in by_class for each in models.values()]
    every: list[type[BaseModel]] = [*service.MODELS, *networks.MODELS, *money.MODELS, *reports.MODELS, *datasets.MODELS]
    every += [
        *about.MODELS,
        *dictionary.MODELS,
        *flows.MODELS,
        *timeline.MODELS,
        *time.MODELS,
        *scores.MODELS,
        *jobs.MODELS,
    ]
    every += [*changes.MODELS, *conflicts.MODELS, *curation.MODELS, *edits.MODELS, *quality.MODELS, *recipes.MODELS]
    every += [*structure.MODELS, *bridging.MODELS, *finding.MODELS, *queries.MODELS, *review.MODELS, *loads.MODELS]
    every += [*of_classes, *entities.MODELS, entities.any_entity(), entities.sent_records()]
    return {each.__name__: each for each in every}


def schemas() -> Schema:
    """Give the schemas of all models, and of what they are made of, by their names."""
    return schemas_of(models().values())
