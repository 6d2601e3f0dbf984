"""Copies of production: made, identified, checked for isolation, dropped."""
