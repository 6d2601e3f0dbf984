-- Core, migration 5: who has signed, by structure alone (no signature is verified here), and ratification.

CREATE FUNCTION oneroof.fn_authority_active() RETURNS integer
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT max(m.version)
      FROM ONLY oneroof.os_authority_model AS m
      JOIN ONLY oneroof.os_proposal_approvals AS a ON a.subject_kind = 'authority-model' AND a.subject_digest = m.digest
      JOIN ONLY oneroof.database_identity AS here ON here.database_uid = a.database_uid
$body$;
COMMENT ON FUNCTION oneroof.fn_authority_active() IS
    'The authority model in force: the highest version that was ratified for this database; NULL: none yet';

CREATE FUNCTION oneroof.fn_gate_requirement(statement jsonb, authority jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
    WITH policy AS (
        SELECT p.value AS says FROM jsonb_array_elements(authority->'policy') AS p
         WHERE p.value->'break_glass' = statement->'break_glass'
    ), subject AS (SELECT s.value AS says FROM jsonb_array_elements(statement->'subjects') AS s
    ), matched AS (
        SELECT DISTINCT p.says FROM policy AS p JOIN subject AS s ON s.says->>'kind' = 'packet'
           AND (p.says->'phases' @> (s.says->'phase') OR EXISTS (
                    SELECT FROM jsonb_array_elements_text(s.says->'hazards') AS hazard WHERE p.says->'hazards' ? hazard))
    ), falls AS (
        SELECT EXISTS (
            SELECT FROM subject AS s
             WHERE s.says->>'kind' <> 'packet'
                OR NOT EXISTS (SELECT FROM policy AS p WHERE p.says->'phases' @> (s.says->'phase'))
                OR EXISTS (SELECT FROM jsonb_array_elements_text(s.says->'hazards') AS hazard
                            WHERE NOT EXISTS (SELECT FROM policy AS p WHERE p.says->'hazards' ? hazard))) AS through
    ), needs AS (
        SELECT m.says FROM matched AS m
        UNION ALL
        SELECT authority->'default' || '{{"name": "default"}}' FROM falls WHERE falls.through
    )
    SELECT jsonb_build_object(
               'l2', max((n.says->>'l2')::integer), 'l4', bool_or((n.says->>'l4')::boolean),
               'attestations', max((n.says->>'attestations')::integer),
               'approval_seconds', coalesce(min((n.says->>'approval_validity')::bigint), (authority->>'approval_validity')::bigint),
               'review_seconds', min((n.says->>'review_within')::bigint),
               'policies', jsonb_agg(n.says->'name' ORDER BY n.says->>'name' COLLATE "C"))
      FROM needs AS n
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_requirement(jsonb, jsonb) IS
    'What a statement needs under an authority model: of the policies that match its subjects the strictest';

CREATE FUNCTION oneroof.fn_gate_acts(p_apr text, meanings text[]) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT coalesce(jsonb_agg(act.content || jsonb_build_object('digest', act.digest, 'recorded_at', act.recorded_at)), '[]')
      FROM (SELECT convert_from(s.act, 'UTF8')::jsonb, s.act_digest, s.recorded_at
              FROM ONLY oneroof.os_proposal_signature AS s WHERE s.apr_code = p_apr
            UNION ALL
            SELECT convert_from(h.act, 'UTF8')::jsonb, h.act_digest, h.recorded_at
              FROM ONLY oneroof.os_gate_hold AS h WHERE h.apr_code = p_apr
            UNION ALL
            SELECT convert_from(p.proposer_act, 'UTF8')::jsonb, encode(sha256(p.proposer_act), 'hex'), p.recorded_at
              FROM ONLY oneroof.os_proposal AS p WHERE p.apr_code = p_apr) AS act (content, digest, recorded_at)
     WHERE act.content->>'meaning' = ANY (meanings)
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_acts(text, text[]) IS 'The acts on a proposal, from their bytes, with their digest and when they were recorded';

CREATE FUNCTION oneroof.fn_gate_act_digests(p_apr text) RETURNS text[]
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT coalesce(array_agg(act.value->>'digest' ORDER BY act.value->>'digest' COLLATE "C"), '{{}}')
      FROM jsonb_array_elements(oneroof.fn_gate_acts(
               p_apr, ARRAY['propose', 'approve', 'reject', 'review', 'hold', 'lift'])) AS act
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_act_digests(text) IS 'Digests of all acts on a proposal, its proposer''s and holds among them, sorted';

-- Which acts can count at all; the rules are those of the client, save the signature and which key made it.
CREATE FUNCTION oneroof.fn_gate_admissible(statement jsonb, authority jsonb, acts jsonb, ratified_at timestamptz)
    RETURNS TABLE (member_ref text, level text, meaning text, digest text, signed_at timestamptz, recorded_at timestamptz, seen jsonb)
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT m.says->>'ref', m.says->>'level', a.meaning, a.digest, a.signed_at, a.recorded_at, a.seen
      FROM jsonb_to_recordset(acts) AS a (apr_code text, statement_digest text, meaning text, member_ref text,
               printed_name text, signed_at timestamptz, authority_digest text, databases jsonb, seen jsonb,
               digest text, recorded_at timestamptz)
      JOIN jsonb_array_elements(authority->'member') AS m (says) ON m.says->>'ref' = a.member_ref
     WHERE a.apr_code = statement->>'apr_code'
       AND a.authority_digest = statement->'authority'->>'digest'
       AND a.databases = oneroof.fn_gate_databases(statement)
       AND a.printed_name = m.says->>'name'
       AND m.says->>'level' = ANY (CASE a.meaning WHEN 'propose' THEN ARRAY['L1', 'L2', 'L3', 'L4']
                                                  WHEN 'hold' THEN ARRAY['L2', 'L3', 'L4']
                                                  WHEN 'review' THEN ARRAY['L2', 'L3', 'L4']
                                                  ELSE ARRAY['L2', 'L4'] END)
       AND EXISTS (
           SELECT FROM jsonb_array_elements(m.says->'key') AS k (says)
            WHERE a.signed_at >= (k.says->>'valid_from')::timestamptz
              AND (a.signed_at > (k.says->>'valid_until')::timestamptz) IS NOT TRUE
              AND (greatest(a.signed_at, a.recorded_at) >= (k.says->>'revoked_at')::timestamptz) IS NOT TRUE
              AND (a.recorded_at >= (k.says->>'compromised_since')::timestamptz) IS NOT TRUE)
       AND a.signed_at >= (statement->>'created_at')::timestamptz - interval '60 seconds'
       AND a.signed_at <= clock_timestamp() + interval '60 seconds'
       AND (a.meaning IN ('hold', 'lift', 'review')
            OR (a.signed_at <= (statement->>'expires_at')::timestamptz
                AND a.recorded_at <= (statement->>'expires_at')::timestamptz
                AND (a.recorded_at > ratified_at) IS NOT TRUE))
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_admissible(jsonb, jsonb, jsonb, timestamptz) IS
    'Of the acts on a statement those that can count under an authority model: its members, in time, with a key that is valid';

CREATE FUNCTION oneroof.fn_gate_tally(statement jsonb, authority jsonb, acts jsonb, favour text, ratified_at timestamptz)
    RETURNS jsonb LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    WITH needs AS (SELECT oneroof.fn_gate_requirement(statement, authority) AS say
    ), barred AS (
        SELECT statement->>'proposer' AS ref
        UNION
        SELECT attestor.value FROM jsonb_array_elements(statement->'subjects') AS s
         CROSS JOIN jsonb_array_elements_text(s.value->'attestors') AS attestor WHERE s.value->>'kind' = 'packet'
    ), latest AS MATERIALIZED (
        SELECT DISTINCT ON (a.member_ref) a.*
          FROM oneroof.fn_gate_admissible(statement, authority, acts, ratified_at) AS a
         WHERE a.meaning <> 'propose'
         ORDER BY a.member_ref, a.recorded_at DESC, a.signed_at DESC, a.meaning = 'reject' DESC, a.digest COLLATE "C" DESC
    ), favoured AS (
        SELECT l.* FROM latest AS l WHERE l.meaning = favour AND l.member_ref NOT IN (SELECT b.ref FROM barred AS b)
    ), l2 AS (SELECT f.* FROM favoured AS f WHERE f.level = 'L2'
    ), l4 AS (
        SELECT f.* FROM favoured AS f WHERE f.level = 'L4'
         ORDER BY (SELECT count(*) FROM l2 WHERE f.seen ? l2.digest) DESC,
                  f.recorded_at DESC, f.signed_at DESC, f.digest COLLATE "C" DESC LIMIT 1
    ), counted AS (
        SELECT l2.member_ref FROM l2, needs
         WHERE NOT (needs.say->>'l4')::boolean OR NOT EXISTS (SELECT FROM l4) OR EXISTS (SELECT FROM l4 WHERE l4.seen ? l2.digest)
    )
    SELECT jsonb_build_object(
        'l2_needed', needs.say->'l2', 'l4_needed', needs.say->'l4', 'attestations_needed', needs.say->'attestations',
        'approval_seconds', needs.say->'approval_seconds', 'policies', needs.say->'policies',
        'l2_signed', (SELECT coalesce(jsonb_agg(c.member_ref ORDER BY c.member_ref COLLATE "C"), '[]') FROM counted AS c),
        'l4_signed', (SELECT coalesce(jsonb_agg(l4.member_ref), '[]') FROM l4),
        'rejected_by', (SELECT coalesce(jsonb_agg(l.member_ref ORDER BY l.member_ref COLLATE "C"), '[]')
                          FROM latest AS l WHERE l.meaning = 'reject' AND l.level = 'L4'),
        'enough', (SELECT count(*) FROM counted) >= (needs.say->>'l2')::integer
                  AND (NOT (needs.say->>'l4')::boolean OR EXISTS (SELECT FROM l4)))
      FROM needs
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_tally(jsonb, jsonb, jsonb, text, timestamptz) IS
    'The latest act of each person, counted by level; `favour` is the meaning that counts (approve, lift)';

CREATE FUNCTION oneroof.fn_gate_count(statement jsonb, authority jsonb, acts jsonb, ratified_at timestamptz) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    WITH tally AS (SELECT oneroof.fn_gate_tally(statement, authority, acts, 'approve', ratified_at) AS says
    ), lacking AS (
        SELECT count(*) AS packets FROM tally, jsonb_array_elements(statement->'subjects') AS s
         WHERE s.value->>'kind' = 'packet' AND (tally.says->>'attestations_needed')::integer > (
               SELECT count(*) FROM jsonb_array_elements(authority->'attestor') AS a
                WHERE s.value->'attestors' ? (a.value->>'ref'))
    ), orderly AS (
        SELECT EXISTS (SELECT FROM oneroof.fn_gate_admissible(statement, authority, acts, ratified_at) AS a
                        WHERE a.meaning = 'propose' AND a.member_ref = statement->>'proposer') AS proposed,
               (statement->>'expires_at')::timestamptz - (statement->>'created_at')::timestamptz
                   <= (authority->>'proposal_validity')::bigint * interval '1 second' AS short_lived,
               coalesce(ratified_at, clock_timestamp()) <= (statement->>'expires_at')::timestamptz AS in_time
    )
    SELECT (tally.says - 'enough') || jsonb_build_object(
        'attestations_lacking', lacking.packets, 'proposed', orderly.proposed, 'in_time', orderly.in_time,
        'open', coalesce((tally.says->>'enough')::boolean AND tally.says->'rejected_by' = '[]' AND lacking.packets = 0
                         AND orderly.proposed AND orderly.short_lived AND orderly.in_time, false))
      FROM tally, lacking, orderly
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_count(jsonb, jsonb, jsonb, timestamptz) IS 'The quorum of a statement under one authority model';

CREATE FUNCTION oneroof.fn_gate_quorum(apr_code text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    proposal  oneroof.os_proposal;
    model     oneroof.os_authority_model;
    next      oneroof.os_authority_model;
    brought   jsonb;
    ratified  timestamptz;
    acts      jsonb := oneroof.fn_gate_acts($1, ARRAY['propose', 'approve', 'reject']);
    here      jsonb;
    there     jsonb;
    fits      boolean;
BEGIN
    SELECT p.* INTO proposal FROM ONLY oneroof.os_proposal AS p WHERE p.apr_code = $1;
    SELECT m.* INTO model FROM ONLY oneroof.os_authority_model AS m WHERE m.digest = proposal.canonical->'authority'->>'digest';
    IF model.version IS NULL THEN
        RETURN jsonb_build_object('open', false);
    END IF;
    SELECT min(a.ratified_at) INTO ratified FROM ONLY oneroof.os_proposal_approvals AS a
      JOIN ONLY oneroof.database_identity AS i ON i.database_uid = a.database_uid WHERE a.apr_code = $1;
    here := oneroof.fn_gate_count(proposal.canonical, model.canonical, acts, ratified);
    fits := proposal.canonical->'authority'->>'version' = model.version::text;
    SELECT s.value INTO brought FROM jsonb_array_elements(proposal.canonical->'subjects') AS s
     WHERE s.value->>'kind' = 'authority-model' LIMIT 1;
    IF brought IS NOT NULL THEN
        SELECT m.* INTO next FROM ONLY oneroof.os_authority_model AS m WHERE m.digest = brought->>'digest';
        fits := fits AND next.version::text = brought->>'version'
            AND encode(sha256(next.canonical_content), 'hex') = brought->>'canonical_digest'
            AND (next.version = model.version + 1 OR next.digest = model.digest);
        IF next.digest <> model.digest THEN
            there := oneroof.fn_gate_count(proposal.canonical, next.canonical, acts, ratified);
        END IF;
    END IF;
    RETURN here || jsonb_build_object('successor', there, 'models_fit', coalesce(fits, false), 'open',
        coalesce(fits AND (here->>'open')::boolean AND (there IS NULL OR (there->>'open')::boolean), false));
END
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_quorum(text) IS
    'Who is needed and who has signed, by structure alone; with the next authority model also under that one';
REVOKE EXECUTE ON FUNCTION oneroof.fn_gate_quorum(text) FROM PUBLIC;

CREATE FUNCTION oneroof.fn_gate_held(p_apr text) RETURNS jsonb
    LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $body$
    WITH said AS (
        SELECT p.canonical AS statement, m.canonical AS authority, oneroof.fn_gate_acts(p_apr, ARRAY['hold', 'lift']) AS acts
          FROM ONLY oneroof.os_proposal AS p
          JOIN ONLY oneroof.os_authority_model AS m ON m.digest = p.canonical->'authority'->>'digest'
         WHERE p.apr_code = p_apr
    ), hold AS (
        SELECT a.* FROM said, oneroof.fn_gate_admissible(said.statement, said.authority, said.acts, NULL) AS a
         WHERE a.meaning = 'hold' ORDER BY a.recorded_at DESC, a.signed_at DESC, a.digest COLLATE "C" DESC LIMIT 1
    ), lift AS (
        SELECT coalesce(jsonb_agg(a.value), '[]') AS acts FROM said, hold, jsonb_array_elements(said.acts) AS a
         WHERE a.value->>'meaning' = 'lift'
           AND ((a.value->>'recorded_at')::timestamptz, (a.value->>'signed_at')::timestamptz, (a.value->>'digest') COLLATE "C")
               > (hold.recorded_at, hold.signed_at, hold.digest COLLATE "C")
    )
    SELECT jsonb_build_object('code', 'held', 'what', 'hold', 'expected', 'none in force', 'found',
               'held by ' || hold.member_ref || ' at ' || to_char(hold.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
      FROM said, hold, lift
     WHERE (oneroof.fn_gate_tally(said.statement, said.authority, lift.acts, 'lift', NULL)->>'enough')::boolean IS NOT TRUE
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_held(text) IS 'The hold in force: the latest, until the quorum has lifted it afterwards; NULL: none';

-- Whoever inserts it, and however: no row without the structural quorum, a live statement and this very database.
CREATE FUNCTION oneroof.fn_approval_derive() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    here     jsonb := oneroof.fn_gate_here();
    proposal oneroof.os_proposal;
    model    oneroof.os_authority_model;
    active   integer := oneroof.fn_authority_active();
    subject  jsonb;
    counted  jsonb;
    held     jsonb;
BEGIN
    SELECT p.* INTO proposal FROM ONLY oneroof.os_proposal AS p WHERE p.apr_code = NEW.apr_code;
    SELECT s.value INTO subject FROM jsonb_array_elements(proposal.canonical->'subjects') AS s
     WHERE s.value->>'kind' = NEW.subject_kind AND s.value->>'digest' = NEW.subject_digest AND s.value->'database' = here;
    IF subject IS NULL OR EXISTS (SELECT FROM ONLY oneroof.database_identity AS i WHERE i.kind <> 'production') THEN
        PERFORM oneroof.fn_refuse('OR203', format('%s covers no %s with the digest %s for this database, %s',
            NEW.apr_code, NEW.subject_kind, NEW.subject_digest, here->>'database_uid'));
    END IF;
    SELECT m.* INTO model FROM ONLY oneroof.os_authority_model AS m WHERE m.digest = proposal.canonical->'authority'->>'digest';
    IF active IS NOT NULL AND model.version <> active THEN
        PERFORM oneroof.fn_refuse('OR208', format('the authority model in force is version %s, and %s names version %s',
            active, NEW.apr_code, model.version));
    END IF;
    IF active IS NULL AND NOT proposal.canonical->'subjects' @> jsonb_build_array(jsonb_build_object(
        'kind', 'authority-model', 'digest', model.digest, 'version', model.version, 'database', here))
    THEN
        PERFORM oneroof.fn_refuse('OR208', format('no authority model is in force here, and %s does not bring its own', NEW.apr_code));
    END IF;
    IF NEW.subject_kind = 'authority-model' AND (subject->>'version')::integer <= active THEN
        PERFORM oneroof.fn_refuse('OR208', format('version %s of the authority model is in force; %s would go back to %s',
            active, NEW.apr_code, subject->>'version'));
    END IF;
    counted := oneroof.fn_gate_quorum(NEW.apr_code);
    IF proposal.expires_at <= clock_timestamp() THEN
        PERFORM oneroof.fn_refuse('OR205', format('%s expired at %s', NEW.apr_code, proposal.canonical->>'expires_at'));
    END IF;
    IF (counted->>'open')::boolean IS NOT TRUE THEN
        PERFORM oneroof.fn_refuse('OR211', format('%s has not the signatures that the authority model asks for: %s', NEW.apr_code, counted));
    END IF;
    held := oneroof.fn_gate_held(NEW.apr_code);
    IF held IS NOT NULL THEN
        PERFORM oneroof.fn_refuse('OR212', format('%s is %s', NEW.apr_code, held->>'found'));
    END IF;
    NEW.statement_digest := proposal.statement_digest;
    NEW.authority_digest := model.digest;
    NEW.system_identifier := here->>'system_identifier';
    NEW.database_name := here->>'database';
    NEW.database_uid := (here->>'database_uid')::uuid;
    NEW.ratified_at := clock_timestamp();
    NEW.ratified_by := session_user;
    NEW.expires_at := NEW.ratified_at + (counted->>'approval_seconds')::bigint * interval '1 second';
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_approval_derive() IS
    'Trigger: an approval comes only of a live statement for this database (OR203, OR205), under the authority model in force (OR208), with its quorum (OR211), not held (OR212)';
CREATE TRIGGER gate_derive BEFORE INSERT ON oneroof.os_proposal_approvals
    FOR EACH ROW EXECUTE FUNCTION oneroof.fn_approval_derive();
ALTER TABLE oneroof.os_proposal_approvals ENABLE ALWAYS TRIGGER gate_derive;

CREATE FUNCTION oneroof.fn_ratify(apr_code text, verified jsonb) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    here     jsonb := oneroof.fn_gate_here();
    proposal oneroof.os_proposal;
    found    jsonb;
    differs  text;
    made     integer;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM oneroof.fn_refuse('OR213', 'ratification needs READ COMMITTED: an older snapshot does not see what is here');
    END IF;
    -- In this order everywhere; with the chain in hand no act arrives between the check and the end of the transaction.
    PERFORM pg_advisory_xact_lock_shared(oneroof.fn_lock_key_gate());
    PERFORM pg_advisory_xact_lock(oneroof.fn_lock_key_chain());
    SELECT p.* INTO proposal FROM ONLY oneroof.os_proposal AS p WHERE p.apr_code = $1;
    IF proposal.apr_code IS NULL THEN
        PERFORM oneroof.fn_refuse('OR202', format('there is no proposal %s here', $1));
    END IF;
    IF EXISTS (SELECT FROM ONLY oneroof.os_proposal_approvals AS a
                WHERE a.apr_code = $1 AND a.database_uid::text = here->>'database_uid')
    THEN
        PERFORM oneroof.fn_refuse('OR207', format('%s is ratified already', $1));
    END IF;
    found := jsonb_build_object(
        'statement_digest', encode(sha256(proposal.statement), 'hex'),
        'authority_digest', (SELECT encode(sha256(m.content), 'hex') FROM ONLY oneroof.os_authority_model AS m
                              WHERE m.digest = proposal.canonical->'authority'->>'digest'),
        'act_digests', to_jsonb(oneroof.fn_gate_act_digests($1)),
        'head', oneroof.fn_gate_head());
    SELECT here_is.key INTO differs FROM jsonb_each(found) AS here_is
     WHERE here_is.value IS DISTINCT FROM $2->here_is.key ORDER BY here_is.key COLLATE "C" LIMIT 1;
    IF $2 IS NULL OR differs IS NOT NULL THEN
        PERFORM oneroof.fn_refuse('OR213', format('what was verified is not what is here: %s', coalesce(differs, 'nothing was')));
    END IF;
    -- Packets first: they are signed under the authority model in force before this statement may bring the next.
    INSERT INTO oneroof.os_proposal_approvals (apr_code, subject_kind, subject_digest)
    SELECT $1, s.value->>'kind', s.value->>'digest' FROM jsonb_array_elements(proposal.canonical->'subjects') AS s
     WHERE s.value->'database' = here
     ORDER BY s.value->>'kind' COLLATE "C" DESC, s.value->>'digest' COLLATE "C";
    GET DIAGNOSTICS made = ROW_COUNT;
    IF made = 0 THEN
        PERFORM oneroof.fn_refuse('OR203', format('%s is not for this database, %s', $1, here->>'database_uid'));
    END IF;
    RETURN made;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_ratify(text, jsonb) IS
    'Writes an approval for each subject of this database, when what was verified outside is exactly what is here; gives how many';
REVOKE EXECUTE ON FUNCTION oneroof.fn_ratify(text, jsonb) FROM PUBLIC;
