"""oneroof: rehearse a governed change on a clone, prove it, have people sign it, run exactly that."""

__version__ = "0.1.0"
