"""Event types, the outbox, the cursor."""
