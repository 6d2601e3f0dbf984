-- Wake a trigger or put it to sleep.
ALTER TABLE ONLY {table} {state} TRIGGER {trigger}
