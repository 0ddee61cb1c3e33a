-- A key has one tenant, and most calls are let through: readers need no more than these, and each costs every row.
DROP INDEX "request_log_tenant_id_key_id_decided_at_index";--> statement-breakpoint
DROP INDEX "request_log_status_decided_at_index";--> statement-breakpoint
CREATE INDEX "request_log_key_id_decided_at_index" ON "request_log" USING btree ("key_id","decided_at");--> statement-breakpoint
CREATE INDEX "request_log_refused" ON "request_log" USING btree ("status","decided_at") WHERE status >= 400;
--> statement-breakpoint

-- A batch is read as json: jsonb would sort and copy the members of every record, only for them to be taken apart.
ALTER TYPE flush_record ALTER ATTRIBUTE draws TYPE json, ALTER ATTRIBUTE log TYPE json;
--> statement-breakpoint

-- Writes the request log's rows of metered calls from their JSON (lib/metering/server/request-log.ts, `RequestRow`): an
-- object of the batch, or a text where the node could not send it as one. What it says of units is what was booked.
CREATE OR REPLACE FUNCTION write_metered_rows(p_records flush_record[], p_door text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO request_log (request_id, decided_at, mode, door, tenant_id, key_id, key_hint, api_id, route_id, feature_id,
    plan_version_id, method, route_path, status, code, gates, reasons, details, limit_units, used_units, asked_units,
    units, upstream_status, gate_us, upstream_ms, total_ms, aborted, client_request_id, metered)
  SELECT r.request_id, coalesce(c."decidedAt", r.admitted_at), c.mode, coalesce(c.door, p_door), r.tenant_id, r.key_id,
         c."keyHint", c."apiId", r.route_id, r.feature_id, c."planVersionId", coalesce(c.method, 'GET'), c."routePath",
         c.status, c.code, c.gates,
         coalesce(c.reasons, '{}'), c.details, c."limitUnits", c."usedUnits", c."askedUnits", r.cost, c."upstreamStatus",
         coalesce(c."gateUs", 0), c."upstreamMs", coalesce(c."totalMs", 0), coalesce(c.aborted, false),
         c."clientRequestId", true
    FROM unnest(p_records) AS r,
         json_to_record(CASE json_typeof(r.log) WHEN 'string' THEN (r.log #>> '{}')::json ELSE r.log END) AS c (
           "decidedAt" timestamptz, mode text, door text, "keyHint" text, "apiId" text, "planVersionId" text, method text,
           "routePath" text, status smallint, code text, gates jsonb, reasons text[], details jsonb, "limitUnits" bigint,
           "usedUnits" bigint, "askedUnits" bigint, "upstreamStatus" smallint, "gateUs" integer, "upstreamMs" integer, "totalMs" integer, aborted boolean,
           "clientRequestId" text)
  ON CONFLICT DO NOTHING;
END $$;
--> statement-breakpoint

-- Gives every booked call its row of the request log, whatever its JSON holds: a row that cannot be read must not hold
-- up the node's outcomes for ever.
CREATE OR REPLACE FUNCTION log_metered_calls(p_records flush_record[], p_door text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_seen flush_record[];
  v_unseen flush_record[];
  v_record flush_record;
BEGIN
  SELECT array_agg(r) FILTER (WHERE r.log::text <> '""'), array_agg(r) FILTER (WHERE r.log::text = '""') INTO v_seen, v_unseen
    FROM unnest(p_records) AS r WHERE r.request_id IS NOT NULL AND r.outcome <> 'gap';
  BEGIN
    PERFORM write_metered_rows(v_seen, p_door);
  EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    FOREACH v_record IN ARRAY v_seen LOOP
      BEGIN
        PERFORM write_metered_rows(ARRAY[v_record], p_door);
      EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
        v_unseen := v_unseen || v_record;
      END;
    END LOOP;
  END;
  IF v_unseen IS NOT NULL THEN
    PERFORM write_unseen_rows(v_unseen, p_door);
  END IF;
END $$;
--> statement-breakpoint

DROP FUNCTION usage_flush(text, bigint, jsonb, timestamptz);
--> statement-breakpoint
-- Books a node's outcomes: events, draws, transfers, totals and the request log's rows, together with the cursor that
-- makes a repeat a no-op. An empty batch is the node's sign of life.
-- Total: whatever an outcome holds is booked and marked; only a fence (M0001) or a hole in the numbers (M0002) is an error.
CREATE FUNCTION usage_flush(p_node text, p_epoch bigint, p_batch json, p_flushed_until timestamptz) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := clock_timestamp();
  v_cursor bigint;
  v_door text;
  v_records flush_record[];
  v_draws flush_draw[];
  v_known text[];
  v_sealed text[];
  v_late bigint[];
  v_booked bigint[];
  v_count bigint;
BEGIN
  SELECT last_seq, door INTO v_cursor, v_door FROM node WHERE node_id = p_node AND epoch = p_epoch FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'node % is fenced at epoch %', p_node, p_epoch USING ERRCODE = 'M0001';
  END IF;

  SELECT array_agg(ROW(r.seq, r."requestId", r."tenantId", r."featureId", r."keyId", r."routeId", r.outcome,
           greatest(coalesce(r.cost, 0), 0), to_timestamp(r."admittedAtMs"::float8 / 1000), r.draws,
           coalesce(r.log, '""'))::flush_record ORDER BY r.seq), count(DISTINCT r.seq)
    INTO v_records, v_count
    FROM json_to_recordset(p_batch) AS r (seq bigint, "requestId" text, "tenantId" text, "featureId" text, "keyId" text,
      "routeId" text, outcome text, cost bigint, "admittedAtMs" bigint, draws json, log json)
   WHERE r.seq > v_cursor;

  IF v_count > 0 THEN
    IF v_records[1].seq <> v_cursor + 1 OR v_records[cardinality(v_records)].seq <> v_cursor + v_count
       OR cardinality(v_records) <> v_count THEN
      RAISE EXCEPTION 'outcomes of node % after % are not dense', p_node, v_cursor USING ERRCODE = 'M0002';
    END IF;

    SELECT array_agg(ROW(r.seq, d.n - 1, d.draw ->> 'accountId', d.draw ->> 'leaseId',
             greatest((d.draw ->> 'cost')::bigint, 0), r.outcome = 'gap', NULL)::flush_draw)
      INTO v_draws
      FROM unnest(v_records) AS r, json_array_elements(r.draws) WITH ORDINALITY AS d (draw, n);
    SELECT array_agg(account_id), array_agg(account_id) FILTER (WHERE state = 'sealed') INTO v_known, v_sealed
      FROM (SELECT account_id, state FROM ledger_account
             WHERE account_id IN (SELECT account_id FROM unnest(v_draws)) AND kind <> 'system'
             ORDER BY account_id FOR NO KEY UPDATE) AS locked;
    IF EXISTS (SELECT 1 FROM unnest(v_draws) WHERE account_id <> ALL (coalesce(v_known, '{}'))) THEN
      v_draws := suspend_unknown_draws(v_draws, v_records, coalesce(v_known, '{}'));
    END IF;
    IF v_sealed IS NOT NULL THEN
      v_late := ARRAY(SELECT seq FROM unnest(v_draws) WHERE account_id = ANY (v_sealed) AND cost > 0);
    END IF;

    WITH booked AS (
      INSERT INTO usage_event (node_id, seq, request_id, tenant_id, feature_id, key_id, route_id, outcome, cost, billable,
        late, admitted_at, applied_at)
      SELECT p_node, seq, request_id, tenant_id, feature_id, key_id, route_id, outcome, cost, outcome <> 'gap',
             coalesce(seq = ANY (v_late), false), admitted_at, v_now
        FROM unnest(v_records)
      ON CONFLICT (request_id) WHERE outcome <> 'dup' DO NOTHING
      RETURNING seq)
    SELECT array_agg(seq) INTO v_booked FROM booked;
    IF coalesce(cardinality(v_booked), 0) < v_count THEN
      -- A request id that was there already: kept under its number, so that the numbers stay dense, and not charged.
      INSERT INTO usage_event (node_id, seq, request_id, tenant_id, feature_id, key_id, route_id, outcome, cost, billable,
        admitted_at, applied_at)
      SELECT p_node, seq, request_id, tenant_id, feature_id, key_id, route_id, 'dup', 0, false, admitted_at, v_now
        FROM unnest(v_records) WHERE seq <> ALL (coalesce(v_booked, '{}'));
      v_records := ARRAY(SELECT r FROM unnest(v_records) AS r WHERE r.seq = ANY (v_booked));
      v_draws := ARRAY(SELECT d FROM unnest(v_draws) AS d WHERE d.seq = ANY (v_booked));
    END IF;
    INSERT INTO usage_draw (node_id, seq, n, account_id, lease_id, cost)
    SELECT p_node, seq, n, account_id, lease_id, cost FROM unnest(v_draws) WHERE cost > 0;

    PERFORM book_draws(p_node, p_node || ':' || (v_cursor + v_count), v_draws);
    PERFORM log_metered_calls(v_records, v_door);
  END IF;

  UPDATE node SET last_seq = v_cursor + v_count, seen_at = v_now,
         flushed_until = greatest(flushed_until, least(p_flushed_until, v_now))
   WHERE node_id = p_node;
  RETURN jsonb_build_object('lastSeq', v_cursor + v_count, 'nowMs', epoch_ms(clock_timestamp()));
END $$;
--> statement-breakpoint

-- sum() of bigint is a decimal, slower to add up and to write; this one stays bigint, and is an error beyond it.
CREATE AGGREGATE sum_bigint(bigint) (sfunc = int8pl, stype = bigint, initcond = '0');
--> statement-breakpoint

-- Adds the rows that a statement wrote to the counts, and marks what runs of refusals they may open, extend or end. In
-- their own transaction, and only rows that were not there before: counted once, whatever is sent twice. A row of counts
-- is named by its time and a digest of its dimensions; rows are taken in that order, so that gateways wait for each other
-- and never in a circle. Where no tenant divides the counts, each connection adds to one of four rows.
CREATE OR REPLACE FUNCTION roll_requests() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_zone text := coalesce((SELECT report_zone FROM install WHERE id = 1), 'UTC');
  v_slot smallint := pg_backend_pid() % 4;
BEGIN
  WITH fine AS MATERIALIZED (
    SELECT date_bin('15 minutes', decided_at, timestamptz '2000-01-01 00:00:00+00') AS bucket,
           coalesce(tenant_id, '') AS tenant_id, coalesce(key_id, '') AS key_id, coalesce(route_id, '') AS route_id,
           coalesce(feature_id, '') AS feature_id, coalesce(plan_version_id, '') AS plan_version_id,
           coalesce(mode, '') AS mode, decision_class(status, code, feature_id) AS class, status,
           coalesce(code, '') AS code, sum(weight) AS calls, sum_bigint(units) AS units,
           sum_bigint(asked_units * weight) AS asked_units,
           count(*) FILTER (WHERE upstream_status BETWEEN 400 AND 499) AS client_errors,
           count(*) FILTER (WHERE upstream_status >= 500) AS server_errors,
           sum_bigint(gate_us::bigint * weight) AS gate_us, coalesce(sum(upstream_ms), 0) AS upstream_ms
      FROM written
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
  ), quarters AS MATERIALIZED (
    SELECT bucket, tenant_id, route_id, feature_id, plan_version_id, mode, class, status, code, sum_bigint(calls) AS calls,
           sum_bigint(units) AS units, sum_bigint(asked_units) AS asked_units, sum_bigint(client_errors) AS client_errors,
           sum_bigint(server_errors) AS server_errors, sum_bigint(gate_us) AS gate_us, sum_bigint(upstream_ms) AS upstream_ms
      FROM fine GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ), days AS MATERIALIZED (
    SELECT (bucket AT TIME ZONE v_zone)::date AS day, tenant_id, key_id, route_id, feature_id, plan_version_id, mode,
           class, status, code, sum_bigint(calls) AS calls, sum_bigint(units) AS units, sum_bigint(asked_units) AS asked_units,
           sum_bigint(client_errors) AS client_errors, sum_bigint(server_errors) AS server_errors
      FROM fine GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
  ), by_quarter AS (
    INSERT INTO roll_quarter AS r (bucket, id, tenant_id, route_id, feature_id, plan_version_id, mode, class, status,
      code, calls, units, asked_units, upstream_client_errors, upstream_server_errors, gate_us, upstream_ms)
    SELECT bucket, md5(concat_ws('|', tenant_id, mode, class, status, code, route_id, feature_id,
             plan_version_id))::uuid, tenant_id, route_id, feature_id, plan_version_id, mode, class, status, code,
           calls, units, asked_units, client_errors, server_errors, gate_us, upstream_ms
      FROM quarters ORDER BY 1, 2
    ON CONFLICT (bucket, id) DO UPDATE SET
      calls = r.calls + excluded.calls, units = r.units + excluded.units,
      asked_units = r.asked_units + excluded.asked_units,
      upstream_client_errors = r.upstream_client_errors + excluded.upstream_client_errors,
      upstream_server_errors = r.upstream_server_errors + excluded.upstream_server_errors,
      gate_us = r.gate_us + excluded.gate_us, upstream_ms = r.upstream_ms + excluded.upstream_ms
  ), by_hour AS (
    INSERT INTO roll_hour AS r (bucket, id, route_id, feature_id, plan_version_id, mode, class, status, code, slot,
      calls, units, asked_units, upstream_client_errors, upstream_server_errors, gate_us, upstream_ms)
    SELECT date_bin('1 hour', bucket, timestamptz '2000-01-01 00:00:00+00') AS hour,
           md5(concat_ws('|', mode, class, status, code, route_id, feature_id, plan_version_id, v_slot))::uuid,
           route_id, feature_id, plan_version_id, mode, class, status, code, v_slot, sum_bigint(calls), sum_bigint(units),
           sum_bigint(asked_units), sum_bigint(client_errors), sum_bigint(server_errors), sum_bigint(gate_us), sum_bigint(upstream_ms)
      FROM quarters GROUP BY hour, route_id, feature_id, plan_version_id, mode, class, status, code
     ORDER BY 1, 2
    ON CONFLICT (bucket, id) DO UPDATE SET
      calls = r.calls + excluded.calls, units = r.units + excluded.units,
      asked_units = r.asked_units + excluded.asked_units,
      upstream_client_errors = r.upstream_client_errors + excluded.upstream_client_errors,
      upstream_server_errors = r.upstream_server_errors + excluded.upstream_server_errors,
      gate_us = r.gate_us + excluded.gate_us, upstream_ms = r.upstream_ms + excluded.upstream_ms
  ), by_tenant_day AS (
    INSERT INTO roll_tenant_day AS r (day, id, tenant_id, plan_version_id, mode, class, code, calls, units, asked_units,
      upstream_client_errors, upstream_server_errors)
    SELECT day, md5(concat_ws('|', tenant_id, mode, class, code, plan_version_id))::uuid, tenant_id, plan_version_id,
           mode, class, code, sum_bigint(calls), sum_bigint(units), sum_bigint(asked_units), sum_bigint(client_errors), sum_bigint(server_errors)
      FROM days GROUP BY day, tenant_id, plan_version_id, mode, class, code
     ORDER BY 1, 2
    ON CONFLICT (day, id) DO UPDATE SET
      calls = r.calls + excluded.calls, units = r.units + excluded.units,
      asked_units = r.asked_units + excluded.asked_units,
      upstream_client_errors = r.upstream_client_errors + excluded.upstream_client_errors,
      upstream_server_errors = r.upstream_server_errors + excluded.upstream_server_errors
  ), by_total_day AS (
    INSERT INTO roll_total_day AS r (day, id, route_id, feature_id, plan_version_id, mode, class, status, code, slot,
      calls, units, asked_units, upstream_client_errors, upstream_server_errors)
    SELECT day, md5(concat_ws('|', mode, class, status, code, route_id, feature_id, plan_version_id, v_slot))::uuid,
           route_id, feature_id, plan_version_id, mode, class, status, code, v_slot, sum_bigint(calls), sum_bigint(units),
           sum_bigint(asked_units), sum_bigint(client_errors), sum_bigint(server_errors)
      FROM days GROUP BY day, route_id, feature_id, plan_version_id, mode, class, status, code
     ORDER BY 1, 2
    ON CONFLICT (day, id) DO UPDATE SET
      calls = r.calls + excluded.calls, units = r.units + excluded.units,
      asked_units = r.asked_units + excluded.asked_units,
      upstream_client_errors = r.upstream_client_errors + excluded.upstream_client_errors,
      upstream_server_errors = r.upstream_server_errors + excluded.upstream_server_errors
  ), marks AS (
    -- A call that passed matters only where refusals wait for one, as the first after a gate was opened, and where a
    -- later one was taken for that first.
    INSERT INTO episode_mark (tenant_id, feature_id, since)
    SELECT f.tenant_id, f.feature_id, min(f.bucket) FROM fine f
     WHERE f.mode = 'live' AND f.tenant_id <> ''
       AND (f.class IN ('money', 'cap')
            OR f.class = 'allowed' AND EXISTS (SELECT 1 FROM episode e
                 WHERE e.tenant_id = f.tenant_id AND e.feature_id = f.feature_id
                   AND (e.first_allow_at IS NULL OR e.first_allow_at >= f.bucket) AND e.key_id IN ('', f.key_id)))
     GROUP BY 1, 2
  )
  INSERT INTO roll_day AS r (day, id, tenant_id, key_id, route_id, feature_id, plan_version_id, mode, class, status,
    code, calls, units, asked_units, upstream_client_errors, upstream_server_errors)
  SELECT day, md5(concat_ws('|', tenant_id, key_id, mode, class, status, code, route_id, feature_id,
           plan_version_id))::uuid, tenant_id, key_id, route_id, feature_id, plan_version_id, mode, class, status, code,
         calls, units, asked_units, client_errors, server_errors
    FROM days ORDER BY 1, 2
  ON CONFLICT (day, id) DO UPDATE SET
    calls = r.calls + excluded.calls, units = r.units + excluded.units,
    asked_units = r.asked_units + excluded.asked_units,
    upstream_client_errors = r.upstream_client_errors + excluded.upstream_client_errors,
    upstream_server_errors = r.upstream_server_errors + excluded.upstream_server_errors;
  RETURN NULL;
END $$;
