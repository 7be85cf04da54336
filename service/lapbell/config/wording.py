"""What pydantic complains about, in our own words and at its place.

None of its texts gets through: a kind of error that is new to us gets a general sentence. The
texts of our own validators (ValueError) are passed on as they are.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from lapbell.config.places import Loc
from lapbell.config.problems import MOST, Problem, did_you_mean, looks_like, quoted
from lapbell.config.source import Source, key_path

M = TypeVar("M", bound=BaseModel)
Model = type[BaseModel]

_WANTED = {
    "string_type": "text in quotes",
    "bool_type": "true or false, without quotes",
    "int_type": "a whole number, without quotes",
    "int_from_float": "a whole number",
    "float_type": "a number, without quotes",
    "list_type": "a list in square brackets",
    "dict_type": "a table",
    "model_type": "a table",
}
_LIMITS = {
    "greater_than_equal": "this must be at least {ge:g}",
    "greater_than": "this must be more than {gt:g}",
    "less_than_equal": "this must be at most {le:g}",
    "less_than": "this must be less than {lt:g}",
    "finite_number": "this must be a number with an end",
    "string_too_short": "this must not be empty",
    "too_short": "this must not be empty",
    "string_too_long": "this must be at most {max_length} characters long",
}
_FOUND: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    ((int, float), "a number"),
    (str, "text"),
    (list, "a list"),
    (dict, "a table"),
    ((date, datetime, time), "a date or time"),
)


def validate(
    model: type[M], source: Source, at: Loc = (), *, whole: Model | None = None, name: str = ""
) -> tuple[M | None, list[Problem]]:
    """Check the table at `at` by a model; return it checked, or the problems that are told.

    `whole` is the model of the whole file, where `model` is not: a key out of place may belong
    there. `name` is the file's name without its ending.
    """
    table = source.get(at, dict) if at else source.table
    try:
        return model.model_validate(table, context={"id": name}), []
    except ValidationError as error:
        words = _Words(source, model, at, whole or model)
        return None, list(islice(words.problems(error), MOST + 1))


class _Words:
    """The problems of the table at `at`, which should look like `model`."""

    def __init__(self, source: Source, model: Model, at: Loc, whole: Model) -> None:
        self._source = source
        self._model = model
        self._at = at
        self._whole = whole

    def problems(self, errors: ValidationError) -> Iterator[Problem]:
        for error in errors.errors(include_url=False):
            loc = (*self._at, *error["loc"])
            if error["type"] == "extra_forbidden":
                yield self._source.key_problem(loc, *self._unknown_key(loc, error))
            elif error["type"] != "missing" or not self._is_misspelt(error):
                yield self._source.problem(loc, *self._words(error))

    def _is_misspelt(self, missing: ErrorDetails) -> bool:
        """Tell whether an unknown key beside it explains what is missing."""
        known = _keys(_table_of(missing["loc"], self._model))
        unknown = [key for key in missing["input"] if key not in known]
        return looks_like(str(missing["loc"][-1]), unknown)

    def _words(self, error: ErrorDetails) -> tuple[str, str]:
        kind, context = error["type"], error.get("ctx", {})
        if kind == "missing":
            return f"`{error['loc'][-1]}` is missing", self._example(error["loc"])
        if kind == "value_error":
            return str(context["error"]), ""
        if kind in ("literal_error", "enum"):
            return _none_of(error["input"], context["expected"])
        if kind in _LIMITS:
            return _LIMITS[kind].format(**context), ""
        return self._wrong_type(error)

    def _unknown_key(self, loc: Loc, error: ErrorDetails) -> tuple[str, str]:
        key = str(loc[-1])
        is_table = isinstance(error["input"], dict) and len(loc) == 1
        message = f"there is no {'table' if is_table else 'key'} `{key}` here"
        for header, table in _tables(self._whole):
            if key in _keys(table):
                return message, f"it belongs {header}"
        return message, did_you_mean(key, _keys(_table_of(error["loc"], self._model)))

    def _wrong_type(self, error: ErrorDetails) -> tuple[str, str]:
        loc, value = error["loc"], error["input"]
        found = next((words for kinds, words in _FOUND if isinstance(value, kinds)), "this")
        wanted = _WANTED.get(error["type"])
        if error["type"] == "list_type" and isinstance(value, dict):
            return f"[{loc[-1]}] needs double brackets", f"write [[{loc[-1]}]]"
        if wanted == "a table":
            advice = f"write {_header((*self._at, *loc))} and its keys below it"
            return f"this must be a table, not {found}", advice
        message = f"this must be {wanted}, not {found}" if wanted else f"{found} cannot stand here"
        return message, self._example(loc)

    def _example(self, loc: Loc) -> str:
        key = next(part for part in reversed(loc) if isinstance(part, str))
        field = _keys(_table_of(loc, self._model)).get(key)
        if field is None or not field.examples:
            return ""
        value = field.examples[0]
        shown = f'["{value[0]}"]' if isinstance(value, list) else quoted(value)
        return f"write {key} = {shown}"


def _none_of(value: object, expected: str) -> tuple[str, str]:
    """Word pydantic's list of what is expected: `'A', 'B' or 'C'`."""
    known = [name.strip("'") for name in expected.replace(" or ", ", ").split(", ")]
    if isinstance(value, str):
        return f"{quoted(value)} cannot stand here", did_you_mean(value, known, mark='"')
    return f"this can only be {' or '.join(known).lower()}", ""


def _header(loc: Loc) -> str:
    names = key_path(tuple(part for part in loc if isinstance(part, str)))
    return f"[[{names}]]" if isinstance(loc[-1], int) else f"[{names}]"


def _tables(model: Model) -> Iterator[tuple[str, Model]]:
    """Yield the tables of a file, each with a phrase that says where its keys stand."""
    yield "at the top of the file, above the first [table]", model
    for name, field in model.model_fields.items():
        header = f"[[{name}]]" if get_origin(field.annotation) is list else f"[{name}]"
        for table in models_in(field.annotation):
            yield f"below {header}", table


def _table_of(loc: Loc, model: Model) -> Model:
    """Return the model of the table that the last key of `loc` stands in."""
    for part in loc[:-1]:
        field = model.model_fields.get(str(part))
        inner = models_in(field.annotation) if field else []
        model = inner[0] if inner else model
    return model


def _keys(model: Model) -> dict[str, FieldInfo]:
    """Return the fields of a table by the keys that stand in the file: `from` is no Python name."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def models_in(annotation: object) -> list[Model]:
    """Return the tables that a field holds, whatever is around them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in models_in(inner)]
