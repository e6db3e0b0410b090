"""The pages about what is handed down, by their keys."""

PACKS = "packs"  # key of the page about what is handed down
KEYS = "unit_keys"  # key of the page about the keys of units
