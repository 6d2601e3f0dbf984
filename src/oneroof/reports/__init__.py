"""Documents from evidence: pure renderings, no figure is computed here."""
