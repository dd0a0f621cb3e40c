"""An algorithm's config is a frozen dataclass; a run changes a few of its fields by name."""

from dataclasses import fields, replace


def changed(config, changes: dict):
    """The config with these fields changed. Raises ValueError for a field that it does not have."""
    known = [field.name for field in fields(config)]
    unknown = sorted(set(changes) - set(known))
    if unknown:
        raise ValueError(
            f"{type(config).__name__} has no field {', '.join(unknown)}; it has {', '.join(known) or 'none'}."
        )
    return replace(config, **changes)
