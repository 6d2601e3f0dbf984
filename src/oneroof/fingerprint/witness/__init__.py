"""The witness: a text that differs is cosmetic only when production's, run in the clone, gives the clone's."""

from oneroof.fingerprint.witness.judge import witness

__all__ = ["witness"]
