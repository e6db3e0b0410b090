"""The month of a reporting unit: its page, the month-end wizard, what changed between months."""
