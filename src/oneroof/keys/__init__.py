"""Keys that people already have: signing and verifying with stock ``ssh-keygen``."""
