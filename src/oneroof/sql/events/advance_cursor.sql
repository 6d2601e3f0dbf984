-- Move a consumer's cursor from where it is expected to a new position: true when moved, false when it was there already.
-- consumer text, expected_xid text, expected_place integer, new_xid text, new_place integer
SELECT {governance}.fn_cursor_advance(%(consumer)s::text, %(expected_xid)s::xid8, %(expected_place)s::integer,
                                      %(new_xid)s::xid8, %(new_place)s::integer) AS advanced
