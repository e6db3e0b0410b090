"""Detail rows of a record: a table that is filled like a sheet, with the form's own editors."""
