CREATE TABLE "roll_tenant_day" (
	"day" date NOT NULL,
	"tenant_id" text NOT NULL,
	"mode" text NOT NULL,
	"class" text NOT NULL,
	"code" text NOT NULL,
	"calls" bigint NOT NULL,
	"units" bigint NOT NULL,
	"asked_units" bigint NOT NULL,
	"upstream_client_errors" bigint NOT NULL,
	"upstream_server_errors" bigint NOT NULL,
	CONSTRAINT "roll_tenant_day_day_tenant_id_mode_class_code_pk" PRIMARY KEY("day","tenant_id","mode","class","code")
);
--> statement-breakpoint
CREATE TABLE "roll_total_day" (
	"day" date NOT NULL,
	"route_id" text NOT NULL,
	"feature_id" text NOT NULL,
	"plan_version_id" text NOT NULL,
	"mode" text NOT NULL,
	"class" text NOT NULL,
	"status" smallint NOT NULL,
	"code" text NOT NULL,
	"slot" smallint NOT NULL,
	"calls" bigint NOT NULL,
	"units" bigint NOT NULL,
	"asked_units" bigint NOT NULL,
	"upstream_client_errors" bigint NOT NULL,
	"upstream_server_errors" bigint NOT NULL,
	CONSTRAINT "roll_total_day_day_mode_class_status_code_route_id_feature_id_plan_version_id_slot_pk" PRIMARY KEY("day","mode","class","status","code","route_id","feature_id","plan_version_id","slot")
);
--> statement-breakpoint
ALTER TABLE roll_tenant_day SET (fillfactor = 70);
--> statement-breakpoint
ALTER TABLE roll_total_day SET (fillfactor = 70);
--> statement-breakpoint

-- As before, and into the two tables of days.
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
           coalesce(mode, '') AS mode, decision_class(status, code, feature_id) AS class, status, coalesce(code, '') AS code,
           sum(weight)::bigint AS calls, sum(units)::bigint AS units,
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
    SELECT (bucket AT TIME ZONE v_zone)::date AS day, tenant_id, key_id, route_id, feature_id, plan_version_id, mode, class,
           status, code, sum(calls) AS calls, sum(units) AS units, sum(asked_units) AS asked_units,
           sum(client_errors) AS client_errors, sum(server_errors) AS server_errors
      FROM fine GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
  ), by_quarter AS (
    INSERT INTO roll_quarter AS r (bucket, tenant_id, route_id, feature_id, plan_version_id, mode, class, status, code,
      calls, units, asked_units, upstream_client_errors, upstream_server_errors, gate_us, upstream_ms)
    SELECT bucket, tenant_id, route_id, feature_id, plan_version_id, mode, class, status, code, calls, units, asked_units,
           client_errors, server_errors, gate_us, upstream_ms
      FROM quarters ORDER BY bucket, tenant_id, mode, class, status, code, route_id, feature_id, plan_version_id
    ON CONFLICT (bucket, tenant_id, mode, class, status, code, route_id, feature_id, plan_version_id) DO UPDATE SET
      calls = r.calls + excluded.calls, units = r.units + excluded.units,
      asked_units = r.asked_units + excluded.asked_units,
      upstream_client_errors = r.upstream_client_errors + excluded.upstream_client_errors,
      upstream_server_errors = r.upstream_server_errors + excluded.upstream_server_errors,
      gate_us = r.gate_us + excluded.gate_us, upstream_ms = r.upstream_ms + excluded.upstream_ms
  ), by_hour AS (
    INSERT INTO roll_hour AS r (bucket, route_id, feature_id, plan_version_id, mode, class, status, code, slot, calls, units,
      asked_units, upstream_client_errors, upstream_server_errors, gate_us, upstream_ms)
    SELECT date_bin('1 hour', bucket, timestamptz '2000-01-01 00:00:00+00') AS hour, route_id, feature_id, plan_version_id,
           mode, class, status, code, v_slot, sum(calls), sum(units), sum(asked_units), sum(client_errors),
           sum(server_errors), sum(gate_us), sum(upstream_ms)
      FROM quarters GROUP BY hour, route_id, feature_id, plan_version_id, mode, class, status, code
     ORDER BY hour, mode, class, status, code, route_id, feature_id, plan_version_id
    ON CONFLICT (bucket, mode, class, status, code, route_id, feature_id, plan_version_id, slot) DO UPDATE SET
      calls = r.calls + excluded.calls, units = r.units + excluded.units,
      asked_units = r.asked_units + excluded.asked_units,
      upstream_client_errors = r.upstream_client_errors + excluded.upstream_client_errors,
      upstream_server_errors = r.upstream_server_errors + excluded.upstream_server_errors,
      gate_us = r.gate_us + excluded.gate_us, upstream_ms = r.upstream_ms + excluded.upstream_ms
  ), marks AS (
    -- A call that passed matters only where refusals wait for one, and as the first after a gate was opened.
    INSERT INTO episode_mark (tenant_id, feature_id, since)
    SELECT f.tenant_id, f.feature_id, min(f.bucket) FROM fine f
     WHERE f.mode = 'live' AND f.tenant_id <> ''
       AND (f.class IN ('money', 'cap')
            OR f.class = 'allowed' AND EXISTS (SELECT 1 FROM episode e
                 WHERE e.tenant_id = f.tenant_id AND e.feature_id = f.feature_id AND e.first_allow_at IS NULL
                   AND e.key_id IN ('', f.key_id)))
     GROUP BY 1, 2
  ), by_tenant_day AS (
    INSERT INTO roll_tenant_day AS r (day, tenant_id, mode, class, code, calls, units, asked_units, upstream_client_errors,
      upstream_server_errors)
    SELECT day, tenant_id, mode, class, code, sum(calls), sum(units), sum(asked_units), sum(client_errors),
           sum(server_errors)
      FROM days GROUP BY day, tenant_id, mode, class, code ORDER BY day, tenant_id, mode, class, code
    ON CONFLICT (day, tenant_id, mode, class, code) DO UPDATE SET
      calls = r.calls + excluded.calls, units = r.units + excluded.units,
      asked_units = r.asked_units + excluded.asked_units,
      upstream_client_errors = r.upstream_client_errors + excluded.upstream_client_errors,
      upstream_server_errors = r.upstream_server_errors + excluded.upstream_server_errors
  ), by_total_day AS (
    INSERT INTO roll_total_day AS r (day, route_id, feature_id, plan_version_id, mode, class, status, code, slot, calls,
      units, asked_units, upstream_client_errors, upstream_server_errors)
    SELECT day, route_id, feature_id, plan_version_id, mode, class, status, code, v_slot, sum(calls), sum(units),
           sum(asked_units), sum(client_errors), sum(server_errors)
      FROM days GROUP BY day, route_id, feature_id, plan_version_id, mode, class, status, code
     ORDER BY day, mode, class, status, code, route_id, feature_id, plan_version_id
    ON CONFLICT (day, mode, class, status, code, route_id, feature_id, plan_version_id, slot) DO UPDATE SET
      calls = r.calls + excluded.calls, units = r.units + excluded.units,
      asked_units = r.asked_units + excluded.asked_units,
      upstream_client_errors = r.upstream_client_errors + excluded.upstream_client_errors,
      upstream_server_errors = r.upstream_server_errors + excluded.upstream_server_errors
  )
  INSERT INTO roll_day AS r (day, tenant_id, key_id, route_id, feature_id, plan_version_id, mode, class, status, code,
    calls, units, asked_units, upstream_client_errors, upstream_server_errors)
  SELECT day, tenant_id, key_id, route_id, feature_id, plan_version_id, mode, class, status, code, calls, units,
         asked_units, client_errors, server_errors
    FROM days
   ORDER BY day, tenant_id, key_id, mode, class, status, code, route_id, feature_id, plan_version_id
  ON CONFLICT (day, tenant_id, key_id, mode, class, status, code, route_id, feature_id, plan_version_id) DO UPDATE SET
    calls = r.calls + excluded.calls, units = r.units + excluded.units,
    asked_units = r.asked_units + excluded.asked_units,
    upstream_client_errors = r.upstream_client_errors + excluded.upstream_client_errors,
    upstream_server_errors = r.upstream_server_errors + excluded.upstream_server_errors;
  RETURN NULL;
END $$;
--> statement-breakpoint

CREATE OR REPLACE FUNCTION rebuild_rollups(p_day date) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_zone text := coalesce((SELECT report_zone FROM install WHERE id = 1), 'UTC');
  v_from timestamptz := p_day::timestamp AT TIME ZONE v_zone;
  v_hour timestamptz := date_bin('1 hour', v_from, timestamptz '2000-01-01 00:00:00+00');
BEGIN
  LOCK TABLE request_log IN SHARE MODE;
  DELETE FROM roll_quarter WHERE bucket >= v_from;
  DELETE FROM roll_hour WHERE bucket >= v_hour;
  DELETE FROM roll_day WHERE day >= p_day;
  DELETE FROM roll_tenant_day WHERE day >= p_day;
  DELETE FROM roll_total_day WHERE day >= p_day;

  INSERT INTO roll_quarter (bucket, tenant_id, route_id, feature_id, plan_version_id, mode, class, status, code, calls,
    units, asked_units, upstream_client_errors, upstream_server_errors, gate_us, upstream_ms)
  SELECT date_bin('15 minutes', decided_at, timestamptz '2000-01-01 00:00:00+00'), coalesce(tenant_id, ''),
         coalesce(route_id, ''), coalesce(feature_id, ''), coalesce(plan_version_id, ''), coalesce(mode, ''),
         decision_class(status, code, feature_id), status, coalesce(code, ''), sum(weight), sum(units),
         coalesce(sum(asked_units * weight), 0), count(*) FILTER (WHERE upstream_status BETWEEN 400 AND 499),
         count(*) FILTER (WHERE upstream_status >= 500), sum(gate_us::bigint * weight), coalesce(sum(upstream_ms), 0)
    FROM request_log WHERE decided_at >= v_from GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;

  INSERT INTO roll_hour (bucket, route_id, feature_id, plan_version_id, mode, class, status, code, slot, calls, units,
    asked_units, upstream_client_errors, upstream_server_errors, gate_us, upstream_ms)
  SELECT date_bin('1 hour', decided_at, timestamptz '2000-01-01 00:00:00+00'), coalesce(route_id, ''),
         coalesce(feature_id, ''), coalesce(plan_version_id, ''), coalesce(mode, ''),
         decision_class(status, code, feature_id), status, coalesce(code, ''), 0, sum(weight), sum(units),
         coalesce(sum(asked_units * weight), 0), count(*) FILTER (WHERE upstream_status BETWEEN 400 AND 499),
         count(*) FILTER (WHERE upstream_status >= 500), sum(gate_us::bigint * weight), coalesce(sum(upstream_ms), 0)
    FROM request_log WHERE decided_at >= v_hour GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

  INSERT INTO roll_day (day, tenant_id, key_id, route_id, feature_id, plan_version_id, mode, class, status, code, calls,
    units, asked_units, upstream_client_errors, upstream_server_errors)
  SELECT (date_bin('15 minutes', decided_at, timestamptz '2000-01-01 00:00:00+00') AT TIME ZONE v_zone)::date,
         coalesce(tenant_id, ''), coalesce(key_id, ''), coalesce(route_id, ''), coalesce(feature_id, ''),
         coalesce(plan_version_id, ''), coalesce(mode, ''), decision_class(status, code, feature_id), status,
         coalesce(code, ''), sum(weight), sum(units), coalesce(sum(asked_units * weight), 0),
         count(*) FILTER (WHERE upstream_status BETWEEN 400 AND 499), count(*) FILTER (WHERE upstream_status >= 500)
    FROM request_log WHERE decided_at >= v_from GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;

  INSERT INTO roll_tenant_day (day, tenant_id, mode, class, code, calls, units, asked_units, upstream_client_errors,
    upstream_server_errors)
  SELECT day, tenant_id, mode, class, code, sum(calls), sum(units), sum(asked_units), sum(upstream_client_errors),
         sum(upstream_server_errors)
    FROM roll_day WHERE day >= p_day GROUP BY 1, 2, 3, 4, 5;

  INSERT INTO roll_total_day (day, route_id, feature_id, plan_version_id, mode, class, status, code, slot, calls, units,
    asked_units, upstream_client_errors, upstream_server_errors)
  SELECT day, route_id, feature_id, plan_version_id, mode, class, status, code, 0, sum(calls), sum(units),
         sum(asked_units), sum(upstream_client_errors), sum(upstream_server_errors)
    FROM roll_day WHERE day >= p_day GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

  INSERT INTO episode_mark (tenant_id, feature_id, since)
  SELECT tenant_id, coalesce(feature_id, ''), min(decided_at) FROM request_log
   WHERE decided_at >= v_from AND mode = 'live' AND tenant_id IS NOT NULL
     AND decision_class(status, code, feature_id) IN ('money', 'cap')
   GROUP BY 1, 2;
END $$;
