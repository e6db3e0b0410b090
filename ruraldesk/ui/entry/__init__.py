"""Entering records: the panel beside the table, its fields, its lines, its drafts."""
