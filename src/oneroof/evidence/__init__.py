"""Run journal, bundle, canonical bytes, offline verification."""
