"""The health of the book: what a look over all of it found, and what is done about it."""
