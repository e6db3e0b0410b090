"""Dialogs: history, import, export, printing, settings, books; each imported when it is opened."""
