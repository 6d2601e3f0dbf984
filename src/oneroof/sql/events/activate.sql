-- One type may be emitted. event_type is a literal.
UPDATE {governance}.event_type_registry SET active = true WHERE event_type = {event_type}
