-- Every registered type of event, its domain and whether it is active.
SELECT event_type, domain, active FROM ONLY {governance}.event_type_registry ORDER BY event_type COLLATE "C"
