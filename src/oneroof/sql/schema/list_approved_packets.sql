-- Digests of the packets that an unexpired approval names for this very database; the gate's other rules come on top.
SELECT DISTINCT a.subject_digest AS packet_digest
  FROM ONLY oneroof.os_proposal_approvals AS a
  JOIN ONLY oneroof.database_identity AS here ON here.database_uid = a.database_uid
 WHERE a.subject_kind = 'packet' AND a.expires_at > pg_catalog.clock_timestamp()
   AND a.database_name = pg_catalog.current_database()
   AND a.system_identifier = (SELECT system_identifier::text FROM pg_catalog.pg_control_system())
 ORDER BY a.subject_digest
