"""A ledger as a table: any number of rows, read when they are drawn."""
