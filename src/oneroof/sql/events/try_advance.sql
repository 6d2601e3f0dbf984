-- A move that must be refused. All are literals: consumer and two positions.
SELECT {governance}.fn_cursor_advance({consumer}, {from_xid}::pg_catalog.xid8, {from_place}, {to_xid}::pg_catalog.xid8, {to_place})
