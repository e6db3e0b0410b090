"""The command line: stable contracts over services, for scripts and checks."""
