"""The pages about what is handed down, and about the keys by which offices know each other."""
