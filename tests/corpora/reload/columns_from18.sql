-- Virtual generated columns, and constraints as PostgreSQL 18 has them.
CREATE TABLE virtual (
    code varchar(8), id integer, at timestamptz,
    a boolean GENERATED ALWAYS AS (code IN ('n', 'o')),
    b text GENERATED ALWAYS AS (COALESCE(code, 'none') || 'x') VIRTUAL,
    "C. 🙂" integer GENERATED ALWAYS AS (CASE WHEN code IN ('a', 'b') THEN -1 ELSE id END),
    CONSTRAINT loose CHECK (code IN ('n', 'o')) NOT ENFORCED,
    CONSTRAINT over_virtual CHECK (b <> ALL (ARRAY['x', 'y'])),
    id2 integer CONSTRAINT "N.n 🙂" NOT NULL
);
CREATE TABLE virtual_child () INHERITS (virtual);
CREATE TABLE later (id integer);
ALTER TABLE later ADD CONSTRAINT later NOT NULL id NOT VALID;
