-- Where a consumer's cursor stands; no row: it has not begun.
-- consumer text
SELECT consumer, position_xid::text AS xid, position_place AS place, system_identifier
  FROM ONLY {governance}.governance_worker_cursor WHERE consumer = %(consumer)s::text
