-- What kind of yes or no a row of the request log is; every row is exactly one (lib/analytics/decision-class.ts).
CREATE FUNCTION decision_class(p_status smallint, p_code text, p_feature text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN p_code IS NULL OR p_code IN ('upstream_error', 'upstream_timeout', 'upstream_billing_unavailable')
      THEN CASE WHEN p_feature IS NULL THEN 'free' ELSE 'allowed' END
    WHEN p_status = 402 THEN 'money'
    WHEN p_code IN ('spending_limit_reached', 'key_budget_reached') THEN 'cap'
    WHEN p_status = 401 THEN 'auth'
    WHEN p_status = 403 THEN 'policy'
    WHEN p_status = 429 THEN 'rate'
    WHEN p_status >= 500 THEN 'unknown'
    ELSE 'bad'
  END
$$;
--> statement-breakpoint

-- Adds the rows that a statement wrote to the counts, and marks what runs of refusals they may open, extend or end. In
-- their own transaction, and only rows that were not there before: counted once, whatever is sent twice. A row of counts
-- is named by its time and a digest of its dimensions; rows are taken in that order, so that gateways wait for each other
-- and never in a circle. Where no tenant divides the counts, each connection adds to one of four rows.
CREATE FUNCTION roll_requests() RETURNS trigger
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
           coalesce(code, '') AS code, sum(weight)::bigint AS calls, sum(units)::bigint AS units,
           coalesce(sum(asked_units * weight), 0)::bigint AS asked_units,
           count(*) FILTER (WHERE upstream_status BETWEEN 400 AND 499) AS client_errors,
           count(*) FILTER (WHERE upstream_status >= 500) AS server_errors,
           sum(gate_us::bigint * weight)::bigint AS gate_us, coalesce(sum(upstream_ms), 0)::bigint AS upstream_ms
      FROM written
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
  ), quarters AS MATERIALIZED (
    SELECT bucket, tenant_id, route_id, feature_id, plan_version_id, mode, class, status, code, sum(calls) AS calls,
           sum(units) AS units, sum(asked_units) AS asked_units, sum(client_errors) AS client_errors,
           sum(server_errors) AS server_errors, sum(gate_us) AS gate_us, sum(upstream_ms) AS upstream_ms
      FROM fine GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ), days AS MATERIALIZED (
    SELECT (bucket AT TIME ZONE v_zone)::date AS day, tenant_id, key_id, route_id, feature_id, plan_version_id, mode,
           class, status, code, sum(calls) AS calls, sum(units) AS units, sum(asked_units) AS asked_units,
           sum(client_errors) AS client_errors, sum(server_errors) AS server_errors
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
           route_id, feature_id, plan_version_id, mode, class, status, code, v_slot, sum(calls), sum(units),
           sum(asked_units), sum(client_errors), sum(server_errors), sum(gate_us), sum(upstream_ms)
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
           mode, class, code, sum(calls), sum(units), sum(asked_units), sum(client_errors), sum(server_errors)
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
           route_id, feature_id, plan_version_id, mode, class, status, code, v_slot, sum(calls), sum(units),
           sum(asked_units), sum(client_errors), sum(server_errors)
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
--> statement-breakpoint
CREATE TRIGGER request_log_roll AFTER INSERT ON request_log
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION roll_requests();
--> statement-breakpoint

-- Counts are updated again and again while their bucket is open: room in the page keeps that off the indexes.
ALTER TABLE roll_quarter SET (fillfactor = 70);
--> statement-breakpoint
ALTER TABLE roll_hour SET (fillfactor = 70);
--> statement-breakpoint
ALTER TABLE roll_day SET (fillfactor = 70);
--> statement-breakpoint
ALTER TABLE roll_tenant_day SET (fillfactor = 70);
--> statement-breakpoint
ALTER TABLE roll_total_day SET (fillfactor = 70);
--> statement-breakpoint

-- Counts anew what the log still holds, from the beginning of a day of the report zone, to the beginning of another one
-- if there is one; other days stay as they are, and may be counted at the same time by somebody else. Nothing is logged
-- meanwhile. Day by day, so that a day's groups fit in memory, however long the log is; and by the order of the key,
-- since an index filled by chance takes many times as long.
CREATE FUNCTION rebuild_rollups(p_day date, p_until date DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_zone text := coalesce((SELECT report_zone FROM install WHERE id = 1), 'UTC');
  v_last date;
  v_day date := p_day;
  v_day_until date := coalesce(p_until, 'infinity');
  v_from timestamptz := p_day::timestamp AT TIME ZONE v_zone;
  v_hour timestamptz := date_bin('1 hour', v_from, timestamptz '2000-01-01 00:00:00+00');
  v_until timestamptz := coalesce(p_until::timestamp AT TIME ZONE v_zone, 'infinity');
  v_hour_until timestamptz := date_bin('1 hour', v_until, timestamptz '2000-01-01 00:00:00+00');
BEGIN
  -- Enough to group a day of a million calls without a file.
  PERFORM set_config('work_mem', '128MB', true);
  LOCK TABLE request_log IN SHARE MODE;
  DELETE FROM roll_quarter WHERE bucket >= v_from AND bucket < v_until;
  DELETE FROM roll_hour WHERE bucket >= v_hour AND bucket < v_hour_until;
  DELETE FROM roll_day WHERE day >= p_day AND day < v_day_until;
  DELETE FROM roll_tenant_day WHERE day >= p_day AND day < v_day_until;
  DELETE FROM roll_total_day WHERE day >= p_day AND day < v_day_until;

  INSERT INTO episode_mark (tenant_id, feature_id, since)
  SELECT tenant_id, coalesce(feature_id, ''), min(decided_at) FROM request_log
   WHERE decided_at >= v_from AND decided_at < v_until AND mode = 'live' AND tenant_id IS NOT NULL
     AND decision_class(status, code, feature_id) IN ('money', 'cap')
   GROUP BY 1, 2;

  v_last := coalesce(p_until - 1, greatest(p_day, (SELECT (max(decided_at) AT TIME ZONE v_zone)::date FROM request_log)));
  WHILE v_day <= v_last LOOP
    v_from := v_day::timestamp AT TIME ZONE v_zone;
    v_hour := date_bin('1 hour', v_from, timestamptz '2000-01-01 00:00:00+00');
    v_until := (v_day + 1)::timestamp AT TIME ZONE v_zone;
    -- An hour that a day ends within is counted with the next day, if there is one.
    v_hour_until := CASE WHEN v_day = v_last AND p_until IS NULL THEN 'infinity'
                         ELSE date_bin('1 hour', v_until, timestamptz '2000-01-01 00:00:00+00') END;

    DROP TABLE IF EXISTS pg_temp.fine;
    CREATE TEMPORARY TABLE fine ON COMMIT DROP AS
    SELECT date_bin('15 minutes', decided_at, timestamptz '2000-01-01 00:00:00+00') AS bucket,
           coalesce(tenant_id, '') AS tenant_id, coalesce(key_id, '') AS key_id, coalesce(route_id, '') AS route_id,
           coalesce(feature_id, '') AS feature_id, coalesce(plan_version_id, '') AS plan_version_id,
           coalesce(mode, '') AS mode, decision_class(status, code, feature_id) AS class, status,
           coalesce(code, '') AS code, sum(weight)::bigint AS calls, sum(units)::bigint AS units,
           coalesce(sum(asked_units * weight), 0)::bigint AS asked_units,
           count(*) FILTER (WHERE upstream_status BETWEEN 400 AND 499) AS client_errors,
           count(*) FILTER (WHERE upstream_status >= 500) AS server_errors,
           sum(gate_us::bigint * weight)::bigint AS gate_us, coalesce(sum(upstream_ms), 0)::bigint AS upstream_ms
      FROM request_log WHERE decided_at >= v_hour AND decided_at < v_until
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
    ANALYZE pg_temp.fine;

    INSERT INTO roll_quarter (bucket, id, tenant_id, route_id, feature_id, plan_version_id, mode, class, status, code,
      calls, units, asked_units, upstream_client_errors, upstream_server_errors, gate_us, upstream_ms)
    SELECT bucket, md5(concat_ws('|', tenant_id, mode, class, status, code, route_id, feature_id, plan_version_id))::uuid,
           tenant_id, route_id, feature_id, plan_version_id, mode, class, status, code, sum(calls), sum(units),
           sum(asked_units), sum(client_errors), sum(server_errors), sum(gate_us), sum(upstream_ms)
      FROM pg_temp.fine WHERE bucket >= v_from
     GROUP BY bucket, tenant_id, route_id, feature_id, plan_version_id, mode, class, status, code
     ORDER BY 1, 2;

    INSERT INTO roll_hour (bucket, id, route_id, feature_id, plan_version_id, mode, class, status, code, slot, calls,
      units, asked_units, upstream_client_errors, upstream_server_errors, gate_us, upstream_ms)
    SELECT date_bin('1 hour', bucket, timestamptz '2000-01-01 00:00:00+00') AS hour,
           md5(concat_ws('|', mode, class, status, code, route_id, feature_id, plan_version_id, 0))::uuid, route_id,
           feature_id, plan_version_id, mode, class, status, code, 0, sum(calls), sum(units), sum(asked_units),
           sum(client_errors), sum(server_errors), sum(gate_us), sum(upstream_ms)
      FROM pg_temp.fine WHERE bucket < v_hour_until
     GROUP BY hour, route_id, feature_id, plan_version_id, mode, class, status, code
     ORDER BY 1, 2;

    INSERT INTO roll_day (day, id, tenant_id, key_id, route_id, feature_id, plan_version_id, mode, class, status, code,
      calls, units, asked_units, upstream_client_errors, upstream_server_errors)
    SELECT v_day,
           md5(concat_ws('|', tenant_id, key_id, mode, class, status, code, route_id, feature_id, plan_version_id))::uuid,
           tenant_id, key_id, route_id, feature_id, plan_version_id, mode, class, status, code, sum(calls), sum(units),
           sum(asked_units), sum(client_errors), sum(server_errors)
      FROM pg_temp.fine WHERE bucket >= v_from
     GROUP BY tenant_id, key_id, route_id, feature_id, plan_version_id, mode, class, status, code
     ORDER BY 2;

    INSERT INTO roll_tenant_day (day, id, tenant_id, plan_version_id, mode, class, code, calls, units, asked_units,
      upstream_client_errors, upstream_server_errors)
    SELECT v_day, md5(concat_ws('|', tenant_id, mode, class, code, plan_version_id))::uuid, tenant_id, plan_version_id,
           mode, class, code, sum(calls), sum(units), sum(asked_units), sum(client_errors), sum(server_errors)
      FROM pg_temp.fine WHERE bucket >= v_from
     GROUP BY tenant_id, plan_version_id, mode, class, code
     ORDER BY 2;

    INSERT INTO roll_total_day (day, id, route_id, feature_id, plan_version_id, mode, class, status, code, slot, calls,
      units, asked_units, upstream_client_errors, upstream_server_errors)
    SELECT v_day, md5(concat_ws('|', mode, class, status, code, route_id, feature_id, plan_version_id, 0))::uuid, route_id,
           feature_id, plan_version_id, mode, class, status, code, 0, sum(calls), sum(units), sum(asked_units),
           sum(client_errors), sum(server_errors)
      FROM pg_temp.fine WHERE bucket >= v_from
     GROUP BY route_id, feature_id, plan_version_id, mode, class, status, code
     ORDER BY 2;

    DROP TABLE pg_temp.fine;
    v_day := v_day + 1;
  END LOOP;
END $$;
--> statement-breakpoint

-- What was logged before counts were kept.
SELECT rebuild_rollups((SELECT coalesce(min(decided_at), now())::date - 1 FROM request_log));
