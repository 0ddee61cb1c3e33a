-- One outcome as a node sends it, and one of its draws.
CREATE TYPE flush_record AS (seq bigint, request_id text, tenant_id text, feature_id text, key_id text, route_id text,
  outcome text, cost bigint, admitted_at timestamptz, draws jsonb, log jsonb);
--> statement-breakpoint
CREATE TYPE flush_draw AS (seq bigint, n smallint, account_id text, lease_id text, cost bigint, is_gap boolean, reason text);
--> statement-breakpoint

-- Writes the request log's rows of metered calls from their JSON (lib/metering/server/request-log.ts, `RequestRow`): an
-- object of the batch, or a text where the node could not send it as one. What it says of units is what was booked.
CREATE FUNCTION write_metered_rows(p_records flush_record[], p_door text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO request_log (request_id, decided_at, mode, door, tenant_id, key_id, key_hint, api_id, route_id, feature_id,
    plan_version_id, method, route_path, status, code, gates, reasons, details, limit_units, used_units, asked_units,
    units, upstream_status, gate_us, upstream_ms, total_ms, aborted, client_request_id, metered)
  SELECT r.request_id, coalesce(c."decidedAt", r.admitted_at), c.mode, coalesce(c.door, p_door), r.tenant_id, r.key_id,
         c."keyHint", c."apiId", r.route_id, r.feature_id, c."planVersionId", coalesce(c.method, 'GET'), c."routePath",
         c.status, c.code, c.gates,
         CASE WHEN c.reasons IS NULL OR c.reasons = '[]' THEN '{}'::text[]
              ELSE ARRAY(SELECT jsonb_array_elements_text(c.reasons)) END,
         c.details, c."limitUnits", c."usedUnits", c."askedUnits", r.cost, c."upstreamStatus",
         coalesce(c."gateUs", 0), c."upstreamMs", coalesce(c."totalMs", 0), coalesce(c.aborted, false),
         c."clientRequestId", true
    FROM unnest(p_records) AS r,
         jsonb_to_record(CASE jsonb_typeof(r.log) WHEN 'string' THEN (r.log #>> '{}')::jsonb ELSE r.log END) AS c (
           "decidedAt" timestamptz, mode text, door text, "keyHint" text, "apiId" text, "planVersionId" text, method text, "routePath" text, status smallint, code text, gates jsonb, reasons jsonb,
           details jsonb, "limitUnits" bigint, "usedUnits" bigint, "askedUnits" bigint,
           "upstreamStatus" smallint, "gateUs" integer, "upstreamMs" integer, "totalMs" integer, aborted boolean,
           "clientRequestId" text)
  ON CONFLICT DO NOTHING;
END $$;
--> statement-breakpoint

-- Writes a row for calls of which nobody knows more than that they were admitted and what they cost.
CREATE FUNCTION write_unseen_rows(p_records flush_record[], p_door text) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO request_log (request_id, decided_at, mode, door, tenant_id, key_id, api_id, route_id, feature_id, method,
    route_path, status, units, gate_us, total_ms, aborted, metered)
  SELECT r.request_id, r.admitted_at,
         (SELECT a.mode FROM ledger_account a WHERE a.account_id = r.draws -> 0 ->> 'accountId' AND a.kind <> 'system'),
         p_door, r.tenant_id, r.key_id, t.api_id, r.route_id, r.feature_id, coalesce(t.method, 'GET'), t.path, 499, r.cost,
         0, 0, true, true
    FROM unnest(p_records) AS r LEFT JOIN route t ON t.id = r.route_id
  ON CONFLICT DO NOTHING
$$;
--> statement-breakpoint

-- Gives every booked call its row of the request log, whatever its JSON holds: a row that cannot be read must not hold
-- up the node's outcomes for ever.
CREATE FUNCTION log_metered_calls(p_records flush_record[], p_door text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_seen flush_record[];
  v_unseen flush_record[];
  v_record flush_record;
BEGIN
  SELECT array_agg(r) FILTER (WHERE r.log <> '""'), array_agg(r) FILTER (WHERE r.log = '""') INTO v_seen, v_unseen
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

-- Draws on accounts that nobody knows (a restored copy) are kept, on `suspense`.
CREATE FUNCTION suspend_unknown_draws(p_draws flush_draw[], p_records flush_record[], p_known text[]) RETURNS flush_draw[]
LANGUAGE plpgsql AS $$
DECLARE v_draws flush_draw[];
BEGIN
  SELECT array_agg(CASE WHEN d.account_id = ANY (p_known) THEN d
           ELSE ROW(d.seq, d.n, system_account('suspense', coalesce(r.feature_id, 'unknown')), NULL, d.cost, d.is_gap,
                    'unknown account ' || d.account_id)::flush_draw END)
    INTO v_draws
    FROM unnest(p_draws) AS d JOIN unnest(p_records) AS r USING (seq);
  PERFORM system_account('used', unit) FROM (SELECT DISTINCT coalesce(feature_id, 'unknown') AS unit
    FROM unnest(p_records)) AS units ORDER BY unit;
  RETURN v_draws;
END $$;
--> statement-breakpoint

-- Books draws: what a lease still covers is taken from its reserve, what it does not is `overrun`. Under the accounts'
-- locks, which also keep their leases still.
CREATE FUNCTION book_draws(p_node text, p_source_key text, p_draws flush_draw[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  WITH drawn AS (
    SELECT account_id, lease_id, reason, sum(cost)::bigint AS cost, coalesce(sum(cost) FILTER (WHERE is_gap), 0)::bigint AS gap
      FROM unnest(p_draws) GROUP BY account_id, lease_id, reason
  ), covered AS (
    SELECT d.*, l.lease_id IS NOT NULL AS has_lease,
           CASE WHEN l.state IN ('open', 'orphan') THEN least(d.cost, l.granted - l.settled) ELSE 0 END AS covered
      FROM drawn d
      LEFT JOIN lease l ON l.lease_id = d.lease_id AND l.account_id = d.account_id AND l.node_id = p_node
  ), settled AS (
    UPDATE lease l SET settled = l.settled + c.covered, overrun = l.overrun + c.cost - c.covered, firm = 0
      FROM covered c WHERE l.lease_id = c.lease_id AND c.has_lease AND (c.cost > 0 OR l.firm > 0)
  ), counted AS (
    UPDATE ledger_account a SET consumed = a.consumed + c.cost, reserved = a.reserved - c.covered, version = a.version + 1
      FROM (SELECT account_id, sum(cost)::bigint AS cost, sum(covered)::bigint AS covered FROM covered
             GROUP BY account_id HAVING sum(cost) > 0) AS c
     WHERE a.account_id = c.account_id AND a.kind <> 'system'
  ), lines AS (
    SELECT a.account_id, a.unit, c.reason, part.amount,
           CASE WHEN a.state = 'sealed' THEN 'late' WHEN part.is_gap THEN 'gap'
                WHEN c.covered < c.cost AND a.enforced AND a.kind <> 'system' THEN 'overrun' ELSE 'usage' END AS kind,
           row_number() OVER (ORDER BY a.account_id, c.lease_id, part.is_gap) - 1 AS line
      FROM covered c JOIN ledger_account a USING (account_id),
           LATERAL (VALUES (false, c.cost - c.gap), (true, c.gap)) AS part (is_gap, amount)
     WHERE part.amount > 0
  )
  -- A batch of very many accounts does not fit the line numbers of one source key.
  INSERT INTO ledger_transfer (source, source_key, line, kind, unit, from_account, to_account, amount, at, reason)
  SELECT 'flush', p_source_key || CASE WHEN line < 30000 THEN '' ELSE ':' || line / 30000 END, line % 30000 + 1, kind, unit,
         account_id, 'used:' || unit, amount, clock_timestamp(), reason
    FROM lines;
END $$;
--> statement-breakpoint

-- Books a node's outcomes: events, draws, transfers, totals and the request log's rows, together with the cursor that
-- makes a repeat a no-op. An empty batch is the node's sign of life.
-- Total: whatever an outcome holds is booked and marked; only a fence (M0001) or a hole in the numbers (M0002) is an error.
CREATE FUNCTION usage_flush(p_node text, p_epoch bigint, p_batch jsonb, p_flushed_until timestamptz) RETURNS jsonb
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
           greatest(coalesce(r.cost, 0), 0), to_timestamp(r."admittedAtMs" / 1000.0), r.draws,
           coalesce(r.log, '""'))::flush_record ORDER BY r.seq), count(DISTINCT r.seq)
    INTO v_records, v_count
    FROM jsonb_to_recordset(p_batch) AS r (seq bigint, "requestId" text, "tenantId" text, "featureId" text, "keyId" text,
      "routeId" text, outcome text, cost bigint, "admittedAtMs" bigint, draws jsonb, log jsonb)
   WHERE r.seq > v_cursor;

  IF v_count > 0 THEN
    IF v_records[1].seq <> v_cursor + 1 OR v_records[cardinality(v_records)].seq <> v_cursor + v_count
       OR cardinality(v_records) <> v_count THEN
      RAISE EXCEPTION 'outcomes of node % after % are not dense', p_node, v_cursor USING ERRCODE = 'M0002';
    END IF;

    SELECT array_agg(ROW(r.seq, d.n - 1, d.draw ->> 'accountId', d.draw ->> 'leaseId',
             greatest((d.draw ->> 'cost')::bigint, 0), r.outcome = 'gap', NULL)::flush_draw)
      INTO v_draws
      FROM unnest(v_records) AS r, jsonb_array_elements(r.draws) WITH ORDINALITY AS d (draw, n);
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
