-- Hold off every change of the relations' definitions, and TRUNCATE, until the transaction ends.
LOCK TABLE {relations} IN ACCESS SHARE MODE
