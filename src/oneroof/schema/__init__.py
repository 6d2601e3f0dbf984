"""oneroof in a database: install, upgrade, status, uninstall."""
