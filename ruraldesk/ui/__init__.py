"""The window. PySide6 is used here and nowhere else.

`app.run` paints an empty frame first; what needs a book is imported afterwards.
"""
