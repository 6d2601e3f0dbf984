"""What other systems say about objects and their owners: parsers, text in, entries out (pure)."""
