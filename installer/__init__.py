"""What makes the program: its environment here, its fonts, icons and templates."""
