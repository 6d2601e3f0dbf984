-- A move back without the function, which must be refused, too. consumer is a literal.
UPDATE {governance}.governance_worker_cursor SET position_xid = '0', position_place = 0 WHERE consumer = {consumer}
