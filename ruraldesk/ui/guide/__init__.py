"""The guided first day: small tasks in a copy of the sample, beside the pages."""
