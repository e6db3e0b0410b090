"""The setup for Windows, made on Linux: `python3 installer/bootstrap.py setup`."""
