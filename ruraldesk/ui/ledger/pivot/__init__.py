"""A ledger as a table of groups, in a window of its own."""
