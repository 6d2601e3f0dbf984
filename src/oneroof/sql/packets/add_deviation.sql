-- One deviation more, with its step.
-- deviations jsonb (array), step integer, deviation jsonb {what, expected, found}
SELECT %(deviations)s::jsonb
       || pg_catalog.jsonb_build_array(%(deviation)s::jsonb || pg_catalog.jsonb_build_object('step', %(step)s::integer)) AS deviations
