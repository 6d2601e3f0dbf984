-- Wake an event trigger or put it to sleep.
ALTER EVENT TRIGGER {name} {state}
