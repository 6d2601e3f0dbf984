-- Row security.
ALTER TABLE item ENABLE ROW LEVEL SECURITY;
CREATE POLICY p_using ON item USING (code IN ('n', 'o'));
CREATE POLICY p_both ON item AS RESTRICTIVE FOR UPDATE USING (code IN ('n', 'o')) WITH CHECK (name NOT IN ('x', 'y'));
CREATE POLICY p_insert ON item FOR INSERT TO CURRENT_USER, PUBLIC WITH CHECK (code = ANY (ARRAY['a', 'b']) AND amount BETWEEN -1 AND 1);
CREATE POLICY p_select ON item FOR SELECT USING (EXISTS (SELECT 1 FROM part_of p WHERE p.item_id = item.id AND item.code IN ('n', 'o')));
CREATE POLICY p_delete ON item FOR DELETE USING (name = CURRENT_USER OR name = current_setting('app.user', true) OR feel IN ('ok', 'sad'));
CREATE POLICY p_whole ON item USING (item IS NOT NULL AND label(code) IN ('#n', '#o'));
CREATE POLICY "P.o""l 🙂" ON "S.c""h 🙂"."T.a""b 🙂" USING ("K.e""y 🙂" IN ('a''b', '🙂'));
CREATE POLICY p_parted ON parted USING (code IN ('n', 'o'));
CREATE POLICY p_leaf ON parted_a USING (code IN ('n', 'o'));
