-- These types, each by its name. Nothing is emitted by it; what is emitted afterwards needs a dispatcher.
UPDATE event_type_registry SET active = true WHERE event_type IN ({types});
