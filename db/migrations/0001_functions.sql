-- The single rows that exist from the start.
INSERT INTO "install" ("id") VALUES (1);
--> statement-breakpoint
INSERT INTO "control_head" ("one") VALUES (1);
--> statement-breakpoint

-- The change feed: the id comes from one locked row, so ids appear in commit order and no poller skips one.
CREATE FUNCTION record_change(p_subject text, p_subject_id text, p_tenant_id text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE v_id bigint;
BEGIN
  UPDATE control_head SET last_id = last_id + 1 RETURNING last_id INTO v_id;
  INSERT INTO control_change (id, subject, subject_id, tenant_id) VALUES (v_id, p_subject, p_subject_id, p_tenant_id);
  PERFORM pg_notify('faregate_change', v_id::text);
  RETURN v_id;
END $$;
--> statement-breakpoint

-- What a tenant may use of a feature at one instant: the plan version's units plus the exceptions in force.
-- `units` null is without limit. `access_until` opens the subscription gate, not a feature.
CREATE FUNCTION entitled_units(p_tenant text, p_feature text, p_at timestamptz, OUT included boolean, OUT units bigint)
LANGUAGE plpgsql STABLE AS $$
DECLARE v_extra bigint; v_access record;
BEGIN
  SELECT true, pf.limit_units INTO included, units
    FROM subscription s JOIN plan_feature pf ON pf.plan_version_id = s.plan_version_id
   WHERE s.tenant_id = p_tenant AND s.replaced_at IS NULL AND pf.feature_id = p_feature;
  included := coalesce(included, false);

  SELECT count(*) AS n, bool_or(e.units IS NULL) AS unlimited, max(e.units) AS units INTO v_access
    FROM exception e
   WHERE e.tenant_id = p_tenant AND e.feature_id = p_feature AND e.kind = 'feature_access'
     AND e.withdrawn_at IS NULL AND e.starts_at <= p_at AND e.ends_at > p_at;
  IF v_access.n > 0 THEN
    IF v_access.unlimited OR (included AND units IS NULL) THEN units := NULL;
    ELSE units := greatest(coalesce(units, 0), v_access.units);
    END IF;
    included := true;
  END IF;

  IF included AND units IS NOT NULL THEN
    SELECT coalesce(sum(e.units), 0) INTO v_extra
      FROM exception e
     WHERE e.tenant_id = p_tenant AND e.feature_id = p_feature AND e.kind = 'extra_units'
       AND e.withdrawn_at IS NULL AND e.starts_at <= p_at AND e.ends_at > p_at;
    units := units + v_extra;
  END IF;
END $$;
--> statement-breakpoint

-- Check and spend in one statement. The limit is read here, from the entitlement rows, never taken from the caller.
--   granted         the units are held; `used` includes them
--   refused         the rest does not cover the call; nothing was written
--   not_included    the tenant has no entitlement to the feature (any more)
--   outside_period  the caller's clock disagrees with the database's about the period; `at` is the database's time
-- A repeated request id keeps its first hold.
CREATE FUNCTION reserve_units(
  p_tenant text, p_request text, p_node text, p_key text, p_route text, p_feature text, p_mode text, p_cost bigint,
  p_start timestamptz, p_end timestamptz, p_account text,
  OUT status text, OUT posted bigint, OUT used bigint, OUT at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE v_entitled record; v_account text;
BEGIN
  at := clock_timestamp();
  IF at < p_start OR at >= p_end THEN
    status := 'outside_period';
    RETURN;
  END IF;
  SELECT * INTO v_entitled FROM entitled_units(p_tenant, p_feature, at);
  posted := v_entitled.units;
  IF NOT v_entitled.included THEN
    status := 'not_included';
    RETURN;
  END IF;

  INSERT INTO ledger_account AS a (tenant_id, account_id, feature_id, mode, period_start, period_end, posted, reserved)
  SELECT p_tenant, p_account, p_feature, p_mode, p_start, p_end, v_entitled.units, p_cost
   WHERE v_entitled.units IS NULL OR p_cost <= v_entitled.units
  ON CONFLICT (tenant_id, feature_id, mode, period_start) DO UPDATE
     SET reserved = a.reserved + p_cost, posted = excluded.posted
   WHERE excluded.posted IS NULL OR a.consumed + a.reserved + p_cost <= excluded.posted
  RETURNING a.account_id, a.consumed + a.reserved INTO v_account, used;

  IF v_account IS NULL THEN
    status := 'refused';
    SELECT a.consumed + a.reserved INTO used FROM ledger_account a
     WHERE a.tenant_id = p_tenant AND a.feature_id = p_feature AND a.mode = p_mode AND a.period_start = p_start;
    used := coalesce(used, 0);
    RETURN;
  END IF;

  INSERT INTO usage_event (tenant_id, request_id, account_id, node_id, key_id, route_id, outcome, held_units, admitted_at)
  VALUES (p_tenant, p_request, v_account, p_node, p_key, p_route, 'held', p_cost, at);
  status := 'granted';
END $$;
--> statement-breakpoint

-- Ends a hold: `ok` charges p_units (at most what was held), `void` nothing, `unknown` what was held.
-- True the first time, false when the hold was settled before: a repeat changes nothing.
CREATE FUNCTION settle_units(p_tenant text, p_request text, p_outcome text, p_units bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE v_event record; v_charged bigint;
BEGIN
  IF p_outcome NOT IN ('ok', 'void', 'unknown') THEN
    RAISE EXCEPTION 'unknown outcome %', p_outcome USING ERRCODE = '22023';
  END IF;
  SELECT account_id, held_units INTO v_event FROM usage_event
   WHERE tenant_id = p_tenant AND request_id = p_request AND outcome = 'held' FOR UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  v_charged := CASE p_outcome
    WHEN 'ok' THEN least(greatest(coalesce(p_units, v_event.held_units), 0), v_event.held_units)
    WHEN 'unknown' THEN v_event.held_units
    ELSE 0 END;
  UPDATE usage_event SET outcome = p_outcome, charged_units = v_charged, settled_at = clock_timestamp()
   WHERE tenant_id = p_tenant AND request_id = p_request;
  UPDATE ledger_account SET reserved = reserved - v_event.held_units, consumed = consumed + v_charged
   WHERE tenant_id = p_tenant AND account_id = v_event.account_id;
  RETURN true;
END $$;
--> statement-breakpoint

-- Settles the holds of gateways that have not been seen for p_silence: nobody knows how those calls ended.
CREATE FUNCTION settle_lost_holds(p_silence interval) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE v_hold record; v_settled bigint := 0;
BEGIN
  FOR v_hold IN
    SELECT e.tenant_id, e.request_id FROM usage_event e LEFT JOIN node n ON n.node_id = e.node_id
     WHERE e.outcome = 'held' AND coalesce(n.seen_at, e.admitted_at) < clock_timestamp() - p_silence
  LOOP
    IF settle_units(v_hold.tenant_id, v_hold.request_id, 'unknown', NULL) THEN
      v_settled := v_settled + 1;
    END IF;
  END LOOP;
  RETURN v_settled;
END $$;
--> statement-breakpoint

-- Opens the day partitions of the request log between two days, both included. Days are UTC.
CREATE FUNCTION open_request_partitions(p_from date, p_to date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE v_day date; v_name text; v_opened integer := 0;
BEGIN
  FOR v_day IN SELECT generate_series(p_from, p_to, interval '1 day')::date LOOP
    v_name := 'request_log_' || to_char(v_day, 'YYYYMMDD');
    IF to_regclass(v_name) IS NULL THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF request_log FOR VALUES FROM (%L) TO (%L)', v_name,
        to_char(v_day, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(v_day + 1, 'YYYY-MM-DD') || ' 00:00:00+00');
      v_opened := v_opened + 1;
    END IF;
  END LOOP;
  RETURN v_opened;
END $$;
--> statement-breakpoint

-- Drops day partitions that lie wholly before a day: the request log's retention.
CREATE FUNCTION drop_request_partitions(p_before date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE v_name text; v_dropped integer := 0;
BEGIN
  FOR v_name IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'request_log'::regclass AND c.relname ~ '^request_log_\d{8}$'
       AND to_date(right(c.relname, 8), 'YYYYMMDD') < p_before
  LOOP
    EXECUTE format('DROP TABLE %I', v_name);
    v_dropped := v_dropped + 1;
  END LOOP;
  RETURN v_dropped;
END $$;
--> statement-breakpoint

-- Rows whose day has no partition (a stopped worker, a wrong clock) are kept here rather than lost.
CREATE TABLE request_log_other PARTITION OF request_log DEFAULT;
--> statement-breakpoint
SELECT open_request_partitions((now() AT TIME ZONE 'UTC')::date - 1, (now() AT TIME ZONE 'UTC')::date + 7);
--> statement-breakpoint

-- A published plan version never changes, whoever asks.
CREATE FUNCTION refuse_published_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE v_version text;
BEGIN
  IF TG_TABLE_NAME = 'plan_version' THEN
    IF OLD.status = 'published' THEN
      RAISE EXCEPTION 'plan version % is published and cannot change', OLD.id USING ERRCODE = '55000';
    END IF;
  ELSE
    v_version := CASE WHEN TG_OP = 'INSERT' THEN NEW.plan_version_id ELSE OLD.plan_version_id END;
    IF EXISTS (SELECT 1 FROM plan_version WHERE id = v_version AND status = 'published') THEN
      RAISE EXCEPTION 'plan version % is published and cannot change', v_version USING ERRCODE = '55000';
    END IF;
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
--> statement-breakpoint
CREATE TRIGGER plan_version_immutable BEFORE UPDATE OR DELETE ON plan_version
  FOR EACH ROW EXECUTE FUNCTION refuse_published_change();
--> statement-breakpoint
CREATE TRIGGER plan_feature_immutable BEFORE INSERT OR UPDATE OR DELETE ON plan_feature
  FOR EACH ROW EXECUTE FUNCTION refuse_published_change();
--> statement-breakpoint

-- The audit log is insert-only.
CREATE FUNCTION refuse_audit_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is insert-only' USING ERRCODE = '55000';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_log_immutable BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
