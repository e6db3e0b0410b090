"""What the setup for Windows and the folder for Linux carry alike: packages, modules, program."""
