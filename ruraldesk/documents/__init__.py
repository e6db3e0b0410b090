"""Definitions and records to Excel and PDF, and an office's Excel to rows."""
