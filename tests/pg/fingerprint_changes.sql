-- Changes of the rich database (fingerprint_world.sql). Each: its name, its statements, and every line that must be
-- found: object and facet, object + for added, object - for removed; 18: lines that are found from PostgreSQL 18 on,
-- where NOT NULL is a constraint with a name. What an added or removed object contains has no line.

--- table added
CREATE TABLE shop.new (id serial PRIMARY KEY, x text UNIQUE);
--> table:shop.new +

--- table dropped
DROP TABLE shop.audit;
--> table:shop.audit -

--- table renamed
ALTER TABLE shop.empty RENAME TO void;
--> table:shop.empty -
--> table:shop.void +

--- table owner
ALTER TABLE shop.audit OWNER TO fp_owner;
--> table:shop.audit acl
--> table:shop.audit owner

--- table moved
ALTER TABLE shop.empty SET SCHEMA public;
--> table:public.empty +
--> table:shop.empty -

--- table logged
ALTER TABLE shop.scratch SET LOGGED;
--> table:shop.scratch persistence

--- table option
ALTER TABLE shop.scratch SET (fillfactor = 71);
--> table:shop.scratch options

--- toast option
ALTER TABLE shop.customer SET (toast.autovacuum_enabled = off);
--> table:shop.customer toast_options

--- row security off
ALTER TABLE shop.audit DISABLE ROW LEVEL SECURITY;
--> table:shop.audit row_security

--- row security forced
ALTER TABLE shop.audit FORCE ROW LEVEL SECURITY;
--> table:shop.audit force_row_security

--- replica identity
ALTER TABLE shop.audit REPLICA IDENTITY FULL;
--> table:shop.audit replica_identity

--- inheritance
ALTER TABLE shop.child NO INHERIT shop.parent;
--> column:shop.child.a inherited
--> column:shop.child.a local
--> column:shop.child.b inherited
--> column:shop.child.b local
--> constraint:shop.child.a_positive inherited
--> constraint:shop.child.a_positive local
--> table:shop.child inherits

--- grant
GRANT INSERT ON shop.audit TO fp_reader;
--> table:shop.audit acl

--- grant to an odd role
GRANT INSERT ON shop.audit TO "Fp ""Role"".🙂";
--> table:shop.audit acl

--- grant option
REVOKE GRANT OPTION FOR SELECT ON shop.customer FROM fp_reader;
--> table:shop.customer acl

--- table comment
COMMENT ON TABLE "Sch.e""ma 🙂"."T.a""b 🙂" IS 'odd';
--> table:"Sch.e""ma 🙂"."T.a""b 🙂" comment

--- row type acl
REVOKE USAGE ON TYPE shop.audit FROM PUBLIC;
--> table:shop.audit row_type_acl

--- partition detached
ALTER TABLE shop.orders DETACH PARTITION shop.orders_rest;
--> column:shop.orders_rest.customer inherited
--> column:shop.orders_rest.customer local
--> column:shop.orders_rest.during inherited
--> column:shop.orders_rest.during local
--> column:shop.orders_rest.id inherited
--> column:shop.orders_rest.id local
--> column:shop.orders_rest.placed inherited
--> column:shop.orders_rest.placed local
--> column:shop.orders_rest.prices inherited
--> column:shop.orders_rest.prices local
--> constraint:shop.orders_rest.orders_customer_fkey follows
--> constraint:shop.orders_rest.orders_customer_fkey inherited
--> constraint:shop.orders_rest.orders_customer_fkey local
--> constraint:shop.orders_rest.orders_customer_fkey triggers
--> constraint:shop.orders_rest.orders_rest_pkey follows
--> constraint:shop.orders_rest.orders_rest_pkey inherited
--> constraint:shop.orders_rest.orders_rest_pkey local
--> constraint:shop.refund.refund_order_id_placed_fkey triggers
--> index:shop.orders_rest_pkey follows
--> table:shop.orders_rest inherits
--> table:shop.orders_rest partition_bound
--> trigger:shop.orders_rest.of_orders -
--> 18: column:shop.orders_rest.id not_null_constraint
--> 18: column:shop.orders_rest.placed not_null_constraint

--- column added
ALTER TABLE "Sch.e""ma 🙂"."T.a""b 🙂" ADD "N.ew" int;
--> column:"Sch.e""ma 🙂"."T.a""b 🙂"."N.ew" +

--- column dropped, later ones stay
ALTER TABLE shop.customer DROP mood CASCADE;
--> column:shop.customer.mood -
--> statistics:shop.together -

--- column renamed
ALTER TABLE shop.audit RENAME at TO moment;
--> column:shop.audit.at -
--> column:shop.audit.moment +

--- columns in another order
ALTER TABLE shop.audit DROP at;
ALTER TABLE shop.audit ADD at timestamptz;
--> column:shop.audit.at position
--> column:shop.audit.what position

--- column type
ALTER TABLE shop.parent ALTER a TYPE bigint;
--> column:shop.child.a type
--> column:shop.parent.a type

--- column collation
ALTER TABLE shop.customer ALTER email TYPE public.citext COLLATE "C";
--> column:shop.customer.email collation

--- column not null
ALTER TABLE shop.audit ALTER what SET NOT NULL;
--> column:shop.audit.what not_null
--> 18: column:shop.audit.what not_null_constraint

--- column default
ALTER TABLE shop.customer ALTER since SET DEFAULT now();
--> column:shop.customer.since default

--- column generated
ALTER TABLE shop.customer ALTER label DROP EXPRESSION;
--> column:shop.customer.label generated

--- column identity
ALTER TABLE shop.customer ALTER id SET GENERATED ALWAYS;
--> column:shop.customer.id identity

--- column storage
ALTER TABLE shop.audit ALTER what SET STORAGE MAIN;
--> column:shop.audit.what storage

--- column compression
ALTER TABLE shop.audit ALTER what SET COMPRESSION pglz;
--> column:shop.audit.what compression

--- column statistics
ALTER TABLE shop.audit ALTER what SET STATISTICS 9;
--> column:shop.audit.what statistics

--- column option
ALTER TABLE shop.audit ALTER what SET (n_distinct = 7);
--> column:shop.audit.what options

--- column grant
GRANT SELECT (what) ON shop.audit TO fp_reader;
--> column:shop.audit.what acl

--- column comment
COMMENT ON COLUMN shop.audit.what IS 'x';
--> column:shop.audit.what comment

--- view column default
ALTER VIEW shop.known ALTER code SET DEFAULT 'o';
--> column:shop.known.code default

--- check changed
ALTER TABLE shop.customer DROP CONSTRAINT code_known, ADD CONSTRAINT code_known CHECK (code IN ('n', 'o', 'q'));
--> constraint:shop.customer.code_known definition

--- check not valid
ALTER TABLE shop.audit ADD CONSTRAINT w CHECK (what <> '') NOT VALID;
--> constraint:shop.audit.w +

--- unique not deferred
ALTER TABLE shop.refund ALTER CONSTRAINT refund_order_id_placed_fkey DEFERRABLE;
--> constraint:shop.refund.refund_order_id_placed_fkey deferrable
--> constraint:shop.refund.refund_order_id_placed_fkey definition

--- foreign key's trigger disabled
ALTER TABLE shop.refund DISABLE TRIGGER ALL;
--> constraint:shop.refund.refund_order_id_placed_fkey triggers

--- triggers of a partition that is pointed to disabled
ALTER TABLE ONLY shop.orders_2024 DISABLE TRIGGER ALL;
--> constraint:shop.orders_2024.orders_customer_fkey triggers
--> constraint:shop.refund.refund_order_id_placed_fkey triggers
--> trigger:shop.orders_2024.of_orders enabled

--- triggers of a partition's partition that is pointed to disabled
ALTER TABLE shop.orders_2025_all DISABLE TRIGGER ALL;
--> constraint:shop.orders_2025_all.orders_customer_fkey triggers
--> constraint:shop.refund.refund_order_id_placed_fkey triggers
--> trigger:shop.orders_2025_all.of_orders enabled

--- domain check
ALTER DOMAIN shop.postcode DROP CONSTRAINT looks_right;
--> constraint:shop.postcode.looks_right -

--- constraint comment
COMMENT ON CONSTRAINT name_unique ON shop.customer IS NULL;
--> constraint:shop.customer.name_unique comment

--- primary key dropped with its index
ALTER TABLE "Sch.e""ma 🙂"."T.a""b 🙂" DROP CONSTRAINT "T.a""b 🙂_pkey";
--> constraint:"Sch.e""ma 🙂"."T.a""b 🙂"."T.a""b 🙂_pkey" -

--- index added
CREATE INDEX ON shop.audit (what);
--> index:shop.audit_what_idx +

--- index on a partitioned table
CREATE INDEX o ON shop.orders (customer);
--> index:shop.o +

--- index predicate
DROP INDEX shop.customer_lower;
CREATE INDEX customer_lower ON shop.customer (lower(name), id DESC) WHERE code IN ('n', 'p');
ALTER INDEX shop.customer_lower ALTER COLUMN 1 SET STATISTICS 77;
--> index:shop.customer_lower definition

--- index option
ALTER INDEX shop.customer_lower SET (fillfactor = 60);
--> index:shop.customer_lower definition

--- index statistics
ALTER INDEX shop.customer_lower ALTER COLUMN 1 SET STATISTICS 78;
--> index:shop.customer_lower statistics

--- index clustered
ALTER TABLE "Sch.e""ma 🙂"."T.a""b 🙂" CLUSTER ON "I.n""dex 🙂";
--> index:"Sch.e""ma 🙂"."I.n""dex 🙂" clustered

--- index invalid
UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = 'shop.customer_lower'::regclass;
--> index:shop.customer_lower valid

--- view body
CREATE OR REPLACE VIEW shop.known WITH (check_option = local) AS SELECT id, name AS "N.ame", code FROM shop.customer
    WHERE code IN ('n', 'p');
--> view:shop.known definition

--- view option
ALTER VIEW shop.known SET (security_invoker = on);
--> view:shop.known options

--- view comment
COMMENT ON VIEW shop.known IS 'k';
--> view:shop.known comment

--- materialised view body
DROP MATERIALIZED VIEW shop.unpopulated;
CREATE MATERIALIZED VIEW shop.unpopulated AS SELECT 2 AS one WITH NO DATA;
--> materialized_view:shop.unpopulated definition

--- materialised view populated
REFRESH MATERIALIZED VIEW shop.unpopulated;
--> materialized_view:shop.unpopulated populated

--- rule
CREATE OR REPLACE RULE quiet AS ON INSERT TO shop.scratch DO INSTEAD NOTHING;
--> rule:shop.scratch.quiet definition

--- rule disabled
ALTER TABLE shop.scratch DISABLE RULE quiet;
--> rule:shop.scratch.quiet enabled

--- trigger
CREATE OR REPLACE TRIGGER touched AFTER UPDATE ON shop.customer FOR EACH ROW EXECUTE FUNCTION shop.touch();
--> trigger:shop.customer.touched definition

--- trigger disabled
ALTER TABLE shop.customer DISABLE TRIGGER touched;
--> trigger:shop.customer.touched enabled

--- trigger on a partitioned table
CREATE TRIGGER more AFTER DELETE ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.touch();
--> trigger:shop.orders.more +

--- policy
ALTER POLICY own ON shop.audit USING (what IN ('a', 'c'));
--> policy:shop.audit.own using

--- policy roles
ALTER POLICY own ON shop.audit TO fp_owner;
--> policy:shop.audit.own roles

--- function body
CREATE OR REPLACE PROCEDURE shop.p(INOUT x integer) LANGUAGE plpgsql AS $p$ BEGIN x := x + 2; END $p$;
--> procedure:shop.p(integer) body

--- function body in SQL
CREATE OR REPLACE FUNCTION shop.f(text) RETURNS text LANGUAGE sql STABLE BEGIN ATOMIC SELECT $1 || 'z'; END;
--> function:shop.f(text) body

--- function volatility
ALTER FUNCTION shop.f(text) VOLATILE;
--> function:shop.f(text) volatility

--- function cost
ALTER FUNCTION shop.f(text) COST 7;
--> function:shop.f(text) cost

--- function setting
ALTER FUNCTION shop.f(text) SET work_mem = '1MB';
--> function:shop.f(text) settings

--- function security
ALTER FUNCTION shop.f(text) SECURITY DEFINER;
--> function:shop.f(text) security_definer

--- function leakproof
ALTER FUNCTION shop.f(text) LEAKPROOF;
--> function:shop.f(text) leakproof

--- function parallel
ALTER FUNCTION shop.f(text) PARALLEL SAFE;
--> function:shop.f(text) parallel

--- function strict
ALTER FUNCTION shop.f(text) STRICT;
--> function:shop.f(text) strict

--- function default
CREATE OR REPLACE FUNCTION shop.f(a integer, b shop.money_t[] DEFAULT '{}', OUT c text) LANGUAGE sql IMMUTABLE STRICT
    SET search_path = pg_catalog AS 'SELECT ''x''::text';
--> function:shop.f(integer,shop.money_t[]) arguments

--- function grant
GRANT EXECUTE ON FUNCTION shop.f(text) TO PUBLIC;
--> function:shop.f(text) acl

--- function overloaded
CREATE FUNCTION shop.f(shop.mood) RETURNS int LANGUAGE sql AS 'SELECT 1';
--> function:shop.f(shop.mood) +

--- function needs an extension
ALTER FUNCTION shop.touch() NO DEPENDS ON EXTENSION citext;
--> function:shop.touch() extension_needed

--- aggregate
CREATE OR REPLACE AGGREGATE shop.total(integer) (sfunc = int4pl, stype = integer, initcond = '1');
--> aggregate:shop.total(integer) initial

--- built-in function
ALTER FUNCTION pg_catalog.lower(text) COST 9;
--> builtin:functions digest

--- built-in function's right
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(float8) FROM PUBLIC;
--> builtin:function pg_catalog.pg_sleep(double precision) +

--- function in pg_catalog
CREATE FUNCTION pg_catalog.fp_evil() RETURNS int LANGUAGE sql AS 'SELECT 1';
--> function:pg_catalog.fp_evil() +

--- enum label
ALTER TYPE shop.mood ADD VALUE 'happy' BEFORE 'ok';
--> type:shop.mood labels

--- enum label renamed
ALTER TYPE shop.mood RENAME VALUE 'sad' TO 'blue';
--> type:shop.mood labels

--- domain not null
ALTER DOMAIN shop.postcode DROP NOT NULL;
--> type:shop.postcode not_null
--> 18: type:shop.postcode not_null_constraint

--- domain default
ALTER DOMAIN shop.postcode SET DEFAULT 'y';
--> type:shop.postcode default

--- composite attribute
ALTER TYPE shop.money_t RENAME ATTRIBUTE amount TO sum CASCADE;
--> column:shop.money_t.amount -
--> column:shop.money_t.sum +
--> column:shop.typed.amount -
--> column:shop.typed.sum +

--- range dropped with what it made
ALTER TABLE shop.orders DROP during;
DROP TYPE shop.floatrange;
--> column:shop.orders.during -
--> column:shop.orders_2024.during -
--> column:shop.orders_2025.during -
--> column:shop.orders_2025_all.during -
--> column:shop.orders_rest.during -
--> type:shop.floatrange -

--- type grant
REVOKE USAGE ON TYPE shop.mood FROM PUBLIC;
--> type:shop.mood acl

--- type owner
ALTER TYPE shop.mood OWNER TO fp_owner;
--> type:shop.mood acl
--> type:shop.mood owner

--- sequence increment
ALTER SEQUENCE shop.counter INCREMENT 6;
--> sequence:shop.counter increment

--- sequence cache
ALTER SEQUENCE shop.counter CACHE 4;
--> sequence:shop.counter cache

--- sequence owned
ALTER SEQUENCE shop.counter OWNED BY shop.audit.what;
--> sequence:shop.counter owned_as
--> sequence:shop.counter owned_by

--- sequence grant
GRANT USAGE ON SEQUENCE shop.counter TO fp_reader;
--> sequence:shop.counter acl

--- operator
ALTER OPERATOR shop.=== (shop.money_t, shop.money_t) SET (RESTRICT = eqsel);
--> operator:shop.===(shop.money_t,shop.money_t) restrict

--- operator family
ALTER OPERATOR FAMILY shop.fam USING btree ADD FUNCTION 1 (bigint, bigint) btint8cmp(bigint, bigint);
--> operator_family:shop.fam USING btree functions

--- built-in operator family
CREATE FUNCTION shop.cmp(shop.mood, shop.mood) RETURNS int LANGUAGE sql AS 'SELECT 0';
ALTER OPERATOR FAMILY pg_catalog.integer_ops USING btree ADD FUNCTION 1 (shop.mood, shop.mood) shop.cmp(shop.mood,
    shop.mood);
--> function:shop.cmp(shop.mood,shop.mood) +
--> operator_family:pg_catalog.integer_ops USING btree +

--- operator class
ALTER OPERATOR CLASS shop.int_rev USING btree RENAME TO int_back;
--> operator_class:shop.int_back USING btree +
--> operator_class:shop.int_rev USING btree -

--- cast
DROP CAST (integer AS shop.mood);
--> cast:integer->shop.mood -

--- collation
CREATE COLLATION shop.posix FROM "POSIX";
--> collation:shop.posix +

--- conversion
ALTER CONVERSION shop.latin OWNER TO fp_owner;
--> conversion:shop.latin owner

--- text search mapping
ALTER TEXT SEARCH CONFIGURATION shop.search DROP MAPPING FOR word;
--> text_search_configuration:shop.search mapping

--- text search dictionary
ALTER TEXT SEARCH DICTIONARY shop.plain (stopwords);
--> text_search_dictionary:shop.plain options

--- built-in text search
ALTER TEXT SEARCH CONFIGURATION pg_catalog.english DROP MAPPING FOR word;
--> builtin:text_search digest

--- statistics
ALTER STATISTICS shop.together SET STATISTICS 33;
--> statistics:shop.together target

--- extension dropped
DROP EXTENSION hstore CASCADE;
--> column:shop.customer.attrs -
--> extension:hstore -

--- extension added
CREATE EXTENSION pg_trgm SCHEMA shop;
--> extension:pg_trgm +

--- extension updated, its members swallowed
UPDATE pg_catalog.pg_extension SET extversion = '1.0.old' WHERE extname = 'hstore';
ALTER FUNCTION shop.hstore_in(cstring) COST 3;
--> extension:hstore version

--- extension member
ALTER FUNCTION shop.hstore_in(cstring) COST 3;
--> function:shop.hstore_in(cstring) cost

--- extension member's grant
REVOKE EXECUTE ON FUNCTION shop.hstore_in(cstring) FROM PUBLIC;
--> function:shop.hstore_in(cstring) acl

--- extension member's owner
ALTER FUNCTION shop.hstore_in(cstring) OWNER TO fp_owner;
--> function:shop.hstore_in(cstring) owner

--- event trigger
ALTER EVENT TRIGGER fp_watch ENABLE ALWAYS;
--> event_trigger:fp_watch enabled

--- language
CREATE LANGUAGE fp_lang HANDLER pg_catalog.plpgsql_call_handler;
--> language:fp_lang +

--- publication
ALTER PUBLICATION pub SET TABLE shop.customer (id, name) WHERE (id > 4);
--> published:pub.shop.customer row_filter

--- publication's operations
ALTER PUBLICATION pub SET (publish = 'insert');
--> publication:pub publishes

--- subscription
CREATE SUBSCRIPTION sub CONNECTION 'host=nowhere.invalid password=hidden' PUBLICATION pub WITH (connect = false);
--> subscription:sub +

--- foreign server option
ALTER SERVER elsewhere OPTIONS (SET host 'other.invalid');
--> foreign_server:elsewhere options

--- user mapping's password
ALTER USER MAPPING FOR fp_owner SERVER elsewhere OPTIONS (SET password 'changed');
--> user_mapping:elsewhere.fp_owner options

--- foreign table option
ALTER FOREIGN TABLE shop.remote OPTIONS (SET table_name 'zz');
--> foreign_table:shop.remote server_options

--- foreign data wrapper
ALTER FOREIGN DATA WRAPPER fp_wrapper OPTIONS (SET debug 'no');
--> foreign_data_wrapper:fp_wrapper options

--- default privileges
ALTER DEFAULT PRIVILEGES FOR ROLE fp_owner IN SCHEMA shop GRANT INSERT ON TABLES TO fp_reader;
--> default_privileges:fp_owner.shop.r acl

--- schema grant
GRANT CREATE ON SCHEMA shop TO fp_reader;
--> schema:shop acl

--- schema dropped with all
DROP SCHEMA "Sch.e""ma 🙂" CASCADE;
--> publication:"P.u""b 🙂" schemas
--> schema:"Sch.e""ma 🙂" -

--- schema pg_catalog's right
GRANT CREATE ON SCHEMA pg_catalog TO fp_reader;
--> builtin:schema pg_catalog +

--- database comment
DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), 'x'); END $$;
--> database:this comment

--- database setting
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET app.secret = %L', current_database(), 'x'); END $$;
--> database:this settings

--- role's setting in this database
DO $$ BEGIN EXECUTE format('ALTER ROLE fp_reader IN DATABASE %I SET work_mem = %L', current_database(), '1MB'); END
    $$;
--> database:this settings

--- database grant
DO $$ BEGIN EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', current_database()); END $$;
--> database:this acl

--- database owner
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO fp_owner', current_database()); END $$;
--> database:this acl
--> database:this owner

--- large object's right
GRANT SELECT ON LARGE OBJECT 900100 TO fp_reader;
--> large_objects:this owners

--- large object added
SELECT pg_catalog.lo_create(900101);
--> large_objects:this count
--> large_objects:this owners
