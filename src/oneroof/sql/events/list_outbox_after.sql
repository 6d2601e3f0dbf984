-- Events after a position and below the safe horizon of this server, in the order in which a cursor passes them.
-- xid text, place integer, at_most integer
SELECT id::text AS id, aggregatetype, aggregateid, type, payload, domain,
       created_xid::text AS created_xid, created_place
  FROM ONLY {governance}.event_outbox
 WHERE created_system = (SELECT system_identifier::text FROM pg_catalog.pg_control_system())
   AND (created_xid, created_place) > (%(xid)s::xid8, %(place)s::integer)
   AND created_xid < pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())
 ORDER BY created_system, created_xid, created_place
 LIMIT %(at_most)s::integer
