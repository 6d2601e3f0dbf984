-- Defaults and generated columns.
CREATE TABLE defaulted (
    a varchar DEFAULT 'n', b varchar(3) DEFAULT 'n'::varchar, c integer DEFAULT -1, d numeric(10, 2) DEFAULT -1.50,
    e timestamptz DEFAULT (now() AT TIME ZONE 'UTC'), f interval DEFAULT '1 day', g text[] DEFAULT ARRAY['a', 'b']::varchar[],
    h varchar[] DEFAULT '{a,b}', i mood DEFAULT 'ok', k positive DEFAULT 1, l code DEFAULT 'x', m pair DEFAULT ROW(1, 'a'),
    n boolean DEFAULT ('a'::varchar IN ('a', 'b')), o text DEFAULT COALESCE(NULL::varchar, 'x'), p text DEFAULT label('x'::varchar),
    q double precision DEFAULT EXTRACT(epoch FROM interval '-1 hour'), r date DEFAULT CURRENT_DATE, s name DEFAULT SESSION_USER,
    t jsonb DEFAULT '{"a": 1}', u regclass DEFAULT 'item'::regclass, v text DEFAULT CASE WHEN 'x'::varchar IN ('a', 'b') THEN 'y' ELSE 'z' END,
    "W. 🙂" text DEFAULT 'it''s "fine" 🙂', x smallint DEFAULT '-1', y bigint DEFAULT -9223372036854775808, z serial,
    za int GENERATED ALWAYS AS IDENTITY (START WITH -5 INCREMENT BY -1), zb char(3) DEFAULT 'a', zc bpchar DEFAULT 'b', zd "char" DEFAULT 'c',
    ze time DEFAULT LOCALTIME(1), zf bit(4) DEFAULT b'1010', zg money DEFAULT '1.50', zh int4range DEFAULT '[1,2)', zi uuid DEFAULT gen_random_uuid(),
    zk varchar COLLATE "C" DEFAULT ('a' COLLATE "C"), zl text DEFAULT (ARRAY['a'::varchar, 'b'])[1]
);
CREATE TABLE generated (
    code varchar(8), name varchar, id integer, at timestamptz, feel mood, kind code, tags varchar[],
    a boolean GENERATED ALWAYS AS (code IN ('n', 'o')) STORED,
    b text GENERATED ALWAYS AS (COALESCE(code, 'none') || name) STORED,
    c integer GENERATED ALWAYS AS (CASE WHEN code IN ('a', 'b') THEN -1 ELSE id END) STORED,
    d varchar GENERATED ALWAYS AS (label(code)) STORED,
    e timestamp GENERATED ALWAYS AS (at AT TIME ZONE 'UTC') STORED,
    f boolean GENERATED ALWAYS AS (feel IN ('ok', 'sad') OR kind IN ('x', 'y')) STORED,
    g boolean GENERATED ALWAYS AS (tags && ARRAY['a', 'b']::varchar[]) STORED,
    "H. 🙂" varchar COLLATE "C" GENERATED ALWAYS AS (CASE code WHEN 'n' THEN 'x' ELSE name END) STORED,
    k oid GENERATED ALWAYS AS (tableoid) STORED
);
CREATE TABLE generated_child (own varchar, o boolean GENERATED ALWAYS AS (own IN ('a', 'b')) STORED) INHERITS (generated);
CREATE VIEW defaulted_view AS SELECT id, code FROM item;
ALTER VIEW defaulted_view ALTER COLUMN code SET DEFAULT ('n'::varchar);
ALTER VIEW defaulted_view ALTER COLUMN id SET DEFAULT CASE WHEN 'x'::varchar IN ('a', 'b') THEN 1 ELSE -2 END;
