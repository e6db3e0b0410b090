"""Looking at photos and files, and printing photos."""
