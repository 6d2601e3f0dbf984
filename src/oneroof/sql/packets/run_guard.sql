-- Run the query in oneroof.statement as a cursor: the server refuses transaction control and more than one statement.
-- Its answer (rows seen, at most 2; columns; the value as PostgreSQL prints it) is left in oneroof.answer, set after it ran.
DO $oneroof$
DECLARE
    answer  record;
    rows    integer := 0;
    columns bigint;
    printed text;
    value   text;
BEGIN
    FOR answer IN EXECUTE pg_catalog.current_setting('oneroof.statement') LOOP
        rows := rows + 1;
        EXIT WHEN rows > 1;
        columns := (SELECT pg_catalog.count(*) FROM pg_catalog.json_object_keys(pg_catalog.row_to_json(answer)));
        printed := pg_catalog.format('%s', answer);
    END LOOP;
    IF columns = 1 AND printed <> '()' THEN
        -- A row prints as (value) or ("value") with quotes and backslashes doubled (manual, section 8.16.6).
        value := pg_catalog.substr(printed, 2, pg_catalog.length(printed) - 2);
        IF value LIKE '"%' THEN
            value := pg_catalog.replace(pg_catalog.replace(
                         pg_catalog.substr(value, 2, pg_catalog.length(value) - 2), '""', '"'), '\\', '\');
        END IF;
    END IF;
    PERFORM pg_catalog.set_config('oneroof.answer',
        pg_catalog.jsonb_build_object('rows', rows, 'columns', columns, 'value', value)::text, true);
END
$oneroof$
