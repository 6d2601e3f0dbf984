-- Row filters of publications.
CREATE PUBLICATION f_in FOR TABLE item WHERE (note IN ('n', 'o')), part_of (item_id, part, qty) WHERE (qty BETWEEN -1 AND 1), log;
CREATE PUBLICATION f_more FOR TABLE item (id, code) WHERE (note NOT IN ('n', 'o') AND (amount < -1 OR COALESCE(name, 'x') = ANY (ARRAY['a', 'b'])));
CREATE PUBLICATION "F.i""l 🙂" FOR TABLE "S.c""h 🙂"."T.a""b 🙂" WHERE ("K.e""y 🙂" = 'a''b' OR "K.e""y 🙂" = ANY (ARRAY['🙂', 'x'])) WITH (publish = 'insert');
CREATE PUBLICATION f_parted FOR TABLE parted WHERE (code = 'n' OR code = ANY (ARRAY['a', 'b'])) WITH (publish_via_partition_root = true);
CREATE PUBLICATION f_leaf FOR TABLE parted_a WHERE (code = 'n' OR code = ANY (ARRAY['a', 'b']));
