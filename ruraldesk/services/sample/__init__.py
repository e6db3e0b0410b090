"""The sample book: the town of the source bulletin, or many like it."""

from ruraldesk.services.sample.making import TooManyTowns, make_sample

__all__ = ["TooManyTowns", "make_sample"]
