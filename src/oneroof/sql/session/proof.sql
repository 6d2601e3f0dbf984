-- What the server says of this session at this moment: is its transaction read-only, does it have a transaction id.
SELECT pg_catalog.current_setting('transaction_read_only') = 'on' AS read_only,
       pg_catalog.pg_current_xact_id_if_assigned() IS NOT NULL    AS has_transaction_id
