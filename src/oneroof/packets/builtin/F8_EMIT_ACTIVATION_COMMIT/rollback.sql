-- The brake: none of these types may be emitted any more.
UPDATE event_type_registry SET active = false WHERE event_type IN ({types});
