"""The gate: who may open it, what they sign, and what counts."""
