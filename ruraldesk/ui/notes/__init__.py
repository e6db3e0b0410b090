"""A clerk's own notes: written on a cell or record, shown at their place, listed."""
