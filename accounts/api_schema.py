"""allauth describes its API itself; our schema holds that, too, so that front ends have one."""

from allauth.headless.spec.internal.schema import get_schema


def with_accounts(result: dict, **_: object) -> dict:
    """A hook of drf-spectacular."""
    theirs = get_schema()
    for address, operations in theirs["paths"].items():
        for method, operation in operations.items():
            operation.setdefault("operationId", _name(address, method))
        result["paths"][address] = operations
    _drop_empty_requirements(theirs["components"]["schemas"])
    for kind, parts in theirs["components"].items():
        result["components"].setdefault(kind, {}).update(parts)
    return result


def _name(address: str, method: str) -> str:
    """As drf-spectacular names our own."""
    return "_".join(
        ["accounts", *address.rsplit("/v1/", maxsplit=1)[-1].replace("-", "_").split("/"), method]
    )


def _drop_empty_requirements(part: object) -> None:
    """Where every field became optional; the standard has no empty list there."""
    if isinstance(part, dict):
        if part.get("required") == []:
            del part["required"]
        part = list(part.values())
    for inner in part if isinstance(part, list) else []:
        _drop_empty_requirements(inner)
