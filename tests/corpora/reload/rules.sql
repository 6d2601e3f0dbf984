-- Rewrite rules.
CREATE RULE r_where AS ON INSERT TO part_of WHERE NEW.qty IN (1, -2) DO INSTEAD NOTHING;
CREATE RULE r_log AS ON UPDATE TO item WHERE OLD.code IN ('n', 'o') OR NEW.code <> ALL (ARRAY['x', 'y']) DO ALSO
    (INSERT INTO log (what) VALUES (OLD.code || '->' || COALESCE(NEW.code, 'none'));
     UPDATE part_of SET qty = -1 WHERE item_id = OLD.id AND OLD.name IN ('a', 'b');
     DELETE FROM log WHERE what IN (OLD.code, NEW.code, 'x'));
CREATE RULE r_notify AS ON DELETE TO log DO ALSO NOTIFY changed, 'it''s 🙂';
CREATE RULE r_instead AS ON INSERT TO v_in_varchar DO INSTEAD INSERT INTO item (id, code) SELECT NEW.id, c FROM (VALUES ('n'::varchar), ('o')) v(c)
    WHERE c IN ('n', 'o') RETURNING item.id;
CREATE RULE r_delete AS ON DELETE TO q_check DO INSTEAD UPDATE item SET (code, name) = (SELECT 'x', 'y' WHERE OLD.code IN ('n', 'o')) WHERE id = OLD.id;
CREATE RULE r_conflict AS ON INSERT TO log WHERE NEW.what IN ('n', 'o') DO INSTEAD INSERT INTO part_of AS p VALUES (1, 2, 3)
    ON CONFLICT (item_id, part) DO UPDATE SET qty = EXCLUDED.qty + -1 WHERE p.qty IN (1, -1);
CREATE RULE "R.u""l 🙂" AS ON UPDATE TO "S.c""h 🙂"."T.a""b 🙂" WHERE OLD."K.e""y 🙂" IN ('a''b', '🙂') DO INSTEAD NOTHING;
ALTER TABLE log DISABLE RULE r_conflict;
