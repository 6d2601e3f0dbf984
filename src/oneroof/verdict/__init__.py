"""Pure rules: from a stage's facts to its verdict, from all stages to GO or NO-GO. No clock, no file, no database."""
