"""The folder for Linux desktops of offices, made on Debian."""
