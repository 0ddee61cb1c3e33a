-- Milliseconds since 1970, as clocks of gateways count.
CREATE FUNCTION epoch_ms(p_at timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT floor(extract(epoch FROM p_at) * 1000)::bigint
$$;
--> statement-breakpoint

-- An account's id as lib/id.ts makes them: prefix, 48 bits of time, 80 random bits, in Crockford's alphabet.
CREATE FUNCTION new_account_id() RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_letters CONSTANT text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  v_time bigint := epoch_ms(clock_timestamp());
  v_random bytea := uuid_send(gen_random_uuid());
  v_text text := '';
BEGIN
  FOR i IN 1..10 LOOP
    v_text := substr(v_letters, (v_time % 32)::int + 1, 1) || v_text;
    v_time := v_time / 32;
  END LOOP;
  FOR i IN 0..15 LOOP
    v_text := v_text || substr(v_letters, (get_byte(v_random, i) & 31) + 1, 1);
  END LOOP;
  RETURN 'acc_' || v_text;
END $$;
--> statement-breakpoint

-- The other end of a transfer, e.g. `issued:<unit>`, made when it is first needed; it has no totals and is never locked.
CREATE FUNCTION system_account(p_name text, p_unit text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE v_id text := p_name || ':' || p_unit;
BEGIN
  IF p_name NOT IN ('issued', 'used', 'breakage', 'reversed', 'written_off', 'suspense') THEN
    RAISE EXCEPTION 'unknown system account %', v_id USING ERRCODE = '22023';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM ledger_account WHERE account_id = v_id) THEN
    INSERT INTO ledger_account (account_id, kind, unit, mode) VALUES (v_id, 'system', p_unit, 'live') ON CONFLICT DO NOTHING;
  END IF;
  RETURN v_id;
END $$;
--> statement-breakpoint

-- What the entitlement rows give an account at one instant; `units` null is without limit.
CREATE FUNCTION account_entitlement(p_kind text, p_tenant text, p_feature text, p_key text, p_at timestamptz,
  OUT included boolean, OUT units bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  included := false;
  IF p_kind = 'quota' THEN
    SELECT e.included, e.units INTO included, units FROM entitled_units(p_tenant, p_feature, p_at) e;
  ELSIF p_kind = 'cap' THEN
    SELECT true, b.units INTO included, units FROM key_budget b
     WHERE b.tenant_id = p_tenant AND b.key_id = p_key AND b.feature_id = p_feature;
  ELSIF p_kind = 'overage' THEN
    SELECT true INTO included FROM subscription s JOIN plan_feature pf ON pf.plan_version_id = s.plan_version_id
     WHERE s.tenant_id = p_tenant AND s.replaced_at IS NULL AND pf.feature_id = p_feature AND pf.overage = 'postpaid';
  END IF;
  included := coalesce(included, false);
END $$;
--> statement-breakpoint

-- The next instant at which what a tenant is entitled to of a feature changes by itself; null: never.
CREATE FUNCTION next_entitlement_change(p_tenant text, p_feature text, p_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
  SELECT min(edge) FROM exception e, LATERAL (VALUES (e.starts_at), (e.ends_at)) AS edges (edge)
   WHERE e.tenant_id = p_tenant AND e.feature_id = p_feature AND e.withdrawn_at IS NULL AND edge > p_at
$$;
--> statement-breakpoint

-- Brings `posted` to what is entitled now (before a period begins: at its start), by one transfer where it differs.
-- Lots are posted by who sells them; an account whose period is over keeps what it had.
CREATE FUNCTION account_sync(p_account text) RETURNS ledger_account
LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := clock_timestamp();
  v_account ledger_account;
  v_included boolean;
  v_units bigint;
  v_enforced boolean;
  v_posted bigint;
BEGIN
  SELECT * INTO STRICT v_account FROM ledger_account WHERE account_id = p_account FOR NO KEY UPDATE;
  IF v_account.kind NOT IN ('quota', 'cap', 'overage') OR v_account.state <> 'open' OR v_now >= v_account.period_end THEN
    RETURN v_account;
  END IF;
  SELECT included, units INTO v_included, v_units
    FROM account_entitlement(v_account.kind, v_account.tenant_id, v_account.feature_id, v_account.key_id,
                             greatest(v_now, v_account.period_start));
  -- Post-paid use is recorded whatever the plan says meanwhile: it was let through and will be billed.
  v_enforced := v_account.kind <> 'overage' AND (NOT v_included OR v_units IS NOT NULL);
  v_posted := CASE WHEN v_enforced THEN greatest(coalesce(v_units, 0), 0) ELSE v_account.posted END;
  IF v_enforced = v_account.enforced AND v_posted = v_account.posted THEN
    RETURN v_account;
  END IF;

  IF v_posted <> v_account.posted THEN
    INSERT INTO ledger_transfer (source, source_key, line, kind, unit, from_account, to_account, amount, at)
    SELECT 'entitlement', p_account || ':' || (v_account.version + 1), 1,
           CASE WHEN v_posted > v_account.posted THEN 'grant' ELSE 'reduction' END, v_account.unit,
           CASE WHEN v_posted > v_account.posted THEN issued ELSE p_account END,
           CASE WHEN v_posted > v_account.posted THEN p_account ELSE issued END,
           abs(v_posted - v_account.posted), v_now
      FROM system_account('issued', v_account.unit) AS issued;
  END IF;
  UPDATE ledger_account SET posted = v_posted, enforced = v_enforced, version = version + 1
   WHERE account_id = p_account RETURNING * INTO v_account;
  RETURN v_account;
END $$;
--> statement-breakpoint

-- How far a node's outcomes have come; every answer to a node carries it.
CREATE FUNCTION node_cursor(p_node text) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT last_seq FROM node WHERE node_id = p_node
$$;
--> statement-breakpoint

-- Creates the account of a meter or budget and its period when it is first used, or up to 25 hours ahead of it. The
-- caller names the period by the store's time; the amount comes from the entitlement rows.
--   open            the account, with its totals; one without limit also says for how long: until the next exception
--                   begins or ends (`ttlMs`)
--   not_included    no entitlement (any more); an account that existed has been posted down
--   outside_period  the store's clock is not in this period
CREATE FUNCTION account_open(p_kind text, p_tenant text, p_feature text, p_mode text, p_key text,
  p_start timestamptz, p_end timestamptz, p_node text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := clock_timestamp();
  v_account ledger_account;
  v_included boolean;
  v_status text := 'open';
  v_change timestamptz;
  v_answered bigint;
BEGIN
  IF p_kind NOT IN ('quota', 'overage', 'cap') OR p_mode NOT IN ('live', 'test') OR (p_kind = 'cap') <> (p_key IS NOT NULL) THEN
    RAISE EXCEPTION 'no account of kind %', p_kind USING ERRCODE = '22023';
  END IF;
  SELECT included INTO v_included FROM account_entitlement(p_kind, p_tenant, p_feature, p_key, greatest(v_now, p_start));
  IF v_now < p_start - interval '25 hours' OR v_now >= p_end THEN
    v_status := 'outside_period';
  ELSIF v_included THEN
    PERFORM system_account(name, p_feature) FROM unnest(ARRAY['issued', 'used']) AS name;
    INSERT INTO ledger_account (account_id, tenant_id, kind, unit, feature_id, key_id, mode, period_start, period_end)
    SELECT new_account_id(), p_tenant, p_kind, p_feature, p_feature, p_key, p_mode, p_start, p_end
     WHERE NOT EXISTS (SELECT 1 FROM ledger_account WHERE tenant_id = p_tenant AND kind = p_kind AND feature_id = p_feature
                          AND mode = p_mode AND coalesce(key_id, '') = coalesce(p_key, '') AND period_start = p_start)
    ON CONFLICT DO NOTHING;
  ELSE
    v_status := 'not_included';
  END IF;

  SELECT * INTO v_account FROM ledger_account
   WHERE tenant_id = p_tenant AND kind IN ('quota', 'overage', 'cap') AND kind = p_kind AND feature_id = p_feature
     AND mode = p_mode AND coalesce(key_id, '') = coalesce(p_key, '') AND period_start = p_start
   FOR NO KEY UPDATE;
  IF FOUND THEN
    v_account := account_sync(v_account.account_id);
    -- Somebody ended this period before its time.
    IF v_account.state NOT IN ('open', 'frozen') OR clock_timestamp() >= v_account.period_end THEN
      v_status := 'outside_period';
    END IF;
  END IF;
  IF p_kind = 'quota' AND NOT v_account.enforced THEN
    v_change := next_entitlement_change(p_tenant, p_feature, v_now);
  END IF;
  v_answered := epoch_ms(clock_timestamp());
  RETURN jsonb_build_object('status', v_status, 'accountId', coalesce(v_account.account_id, ''), 'kind', p_kind,
    'unit', p_feature, 'enforced', coalesce(v_account.enforced, true),
    'ttlMs', CASE WHEN v_change IS NOT NULL THEN greatest(epoch_ms(v_change) - v_answered, 0) END,
    'posted', coalesce(v_account.posted, 0), 'consumed', coalesce(v_account.consumed, 0), 'nowMs', v_answered,
    'lastSeq', node_cursor(p_node));
END $$;
--> statement-breakpoint

-- Posts what tenants, or one key, are entitled to on all their open accounts, locked by ascending id.
CREATE FUNCTION sync_open_accounts(p_tenants text[], p_key text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE v_account text;
BEGIN
  FOR v_account IN
    SELECT account_id FROM ledger_account
     WHERE tenant_id = ANY (p_tenants) AND state = 'open' AND period_end > clock_timestamp()
       AND kind IN ('quota', 'overage', 'cap') AND (kind = 'cap') = (p_key IS NOT NULL)
       AND (p_key IS NULL OR key_id = p_key)
     ORDER BY account_id FOR NO KEY UPDATE
  LOOP
    PERFORM account_sync(v_account);
  END LOOP;
END $$;
--> statement-breakpoint

-- Announces a change to every process, in the transaction of the change itself. What the change entitles to is posted
-- first, so that nobody hears of units that are not there; the head row is taken last, because it is held to the end.
CREATE OR REPLACE FUNCTION record_change(p_subject text, p_subject_id text, p_tenant_id text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE v_id bigint;
BEGIN
  IF p_subject IN ('tenant', 'key') THEN
    PERFORM sync_open_accounts(ARRAY[p_tenant_id], CASE p_subject WHEN 'key' THEN p_subject_id END);
  END IF;
  UPDATE control_head SET last_id = last_id + 1 RETURNING last_id INTO v_id;
  INSERT INTO control_change (id, subject, subject_id, tenant_id) VALUES (v_id, p_subject, p_subject_id, p_tenant_id);
  PERFORM pg_notify('faregate_change', v_id::text);
  RETURN v_id;
END $$;
--> statement-breakpoint

-- Announces that many tenants changed at once. One call for all of them: a second call in the same transaction would
-- wait for accounts while it holds the head row.
CREATE FUNCTION record_tenant_changes(p_tenants text[]) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE v_id bigint;
BEGIN
  PERFORM sync_open_accounts(p_tenants, NULL);
  UPDATE control_head SET last_id = last_id + cardinality(p_tenants) RETURNING last_id INTO v_id;
  INSERT INTO control_change (id, subject, subject_id, tenant_id)
  SELECT v_id - cardinality(p_tenants) + n, 'tenant', tenant, tenant FROM unnest(p_tenants) WITH ORDINALITY AS t (tenant, n);
  IF cardinality(p_tenants) > 0 THEN
    PERFORM pg_notify('faregate_change', v_id::text);
  END IF;
  RETURN v_id;
END $$;
