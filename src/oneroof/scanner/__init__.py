"""The scanner: a read half, a write half, and rules as SQL files."""
