"""Inventory, effective owner, gap, conflict, and the minimal plan (pure)."""
