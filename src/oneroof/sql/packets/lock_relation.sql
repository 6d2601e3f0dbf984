-- Lock one relation and its descendants to the end of the transaction, in one of PostgreSQL's eight table lock modes.
LOCK TABLE {relation} IN {mode} MODE
