"""Second keying: what is chosen, typed again without being seen, and compared."""
