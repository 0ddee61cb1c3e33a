CREATE TABLE "report_zone_change" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "report_zone_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"zone_before" text NOT NULL,
	"zone" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"counted_from" date,
	"goal" date,
	"is_whole" boolean DEFAULT false NOT NULL,
	"done_at" timestamp with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "report_zone_change_running" ON "report_zone_change" USING btree (("done_at" is null)) WHERE "report_zone_change"."done_at" is null;
--> statement-breakpoint
DROP FUNCTION rebuild_rollups(date, date);
--> statement-breakpoint

-- Counts anew what the log still holds, from the beginning of a day of the report zone, to the beginning of another one
-- if there is one; other days stay as they are, and may be counted at the same time by somebody else. Where the day
-- before is one of an earlier report zone, p_first_zone names that: the first day then begins where the one before ends,
-- is longer or shorter than a day, and no call is missing or counted twice. Nothing is logged meanwhile. Day by day, so
-- that a day's groups fit in memory, however long the log is; and by the order of the key, since an index filled by
-- chance takes many times as long.
CREATE FUNCTION rebuild_rollups(p_day date, p_until date DEFAULT NULL, p_first_zone text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_zone text := coalesce((SELECT report_zone FROM install WHERE id = 1), 'UTC');
  v_last date;
  v_day date := p_day;
  v_day_until date := coalesce(p_until, 'infinity');
  v_first timestamptz := least(p_day::timestamp AT TIME ZONE coalesce(p_first_zone, v_zone),
                               (p_day + 1)::timestamp AT TIME ZONE v_zone);
  v_from timestamptz := v_first;
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
    v_from := CASE WHEN v_day = p_day THEN v_first ELSE v_day::timestamp AT TIME ZONE v_zone END;
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
