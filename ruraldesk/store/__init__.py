"""A book: one office's data in one database file, with its attachments and backups beside it.

The only package that imports SQLAlchemy. Knows nothing of windows, Excel or paper.
"""
