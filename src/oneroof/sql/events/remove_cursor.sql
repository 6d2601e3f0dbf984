-- Take a consumer's cursor away. consumer text
DELETE FROM {governance}.governance_worker_cursor WHERE consumer = %(consumer)s::text
