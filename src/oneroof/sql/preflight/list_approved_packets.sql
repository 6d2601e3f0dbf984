-- Digests of the packets that people have ratified for exactly this database and that are not expired by the server's clock.
-- system_identifier text
SELECT DISTINCT a.subject_digest AS packet_digest
  FROM ONLY oneroof.os_proposal_approvals a
  JOIN ONLY oneroof.database_identity i ON i.database_uid = a.database_uid
 WHERE a.subject_kind = 'packet'
   AND a.database_name = pg_catalog.current_database()
   AND a.system_identifier = %(system_identifier)s::text
   AND a.expires_at > pg_catalog.clock_timestamp()
 ORDER BY 1
