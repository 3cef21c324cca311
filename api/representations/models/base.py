"""What all models share, and how they become the schemas of `/openapi.json`.

The models describe; answers are not made through them, which would cost more than all else that is done for an entity.
The tests hold every answer against its model instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema

from kg.network import bounds_of

_REFERENCE = "#/components/schemas/{model}"

Number = float | Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", description="A decimal with too many digits.")]
"""A decimal: a JSON number where a double holds all its digits, and otherwise a text."""

Schema = dict[str, Any]


class Body(BaseModel):
    """A JSON object; a field with a default may be left out of it."""

    model_config = ConfigDict(frozen=True)


class CodedRemark(Body):
    """A remark as data: its code, and the values that its sentence is filled with."""

    code: str
    values: dict[str, Any]


CodedRemarks = Annotated[list[CodedRemark], Field(description="The remarks as codes with values, in the same order.")]


def bounded(question: type[Any], name: str) -> Any:
    """Give what a parameter is annotated with that can be what a field of a question can be."""
    return Field(**bounds_of(question, name).limits)


class _Schemas(GenerateJsonSchema):
    """Schemas without what says nothing: defaults, and titles that repeat the name."""

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def field_is_required(self, field: Any, total: bool) -> bool:
        """Of our dataclasses every field is written, whether or not it has a default."""
        return field["type"] == "dataclass-field" or super().field_is_required(field, total)


def reference(*names: str) -> Schema:
    """Refer to the schema of a model, or of one of several, by name."""
    references = [{"$ref": _REFERENCE.format(model=name)} for name in names]
    return references[0] if len(references) == 1 else {"anyOf": references}


def schemas_of(models: Iterable[type[BaseModel]]) -> Schema:
    """Give the schemas of models by their names, with those of what they are made of."""
    _, definitions = models_json_schema(
        [(model, "validation") for model in models], ref_template=_REFERENCE, schema_generator=_Schemas
    )
    return dict(sorted(definitions["$defs"].items()))
