"""Files and drives: what the system refuses in words, and writing so that it lasts."""
