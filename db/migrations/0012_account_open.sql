-- Creates the account of a meter or budget and its period when it is first used, or up to 25 hours ahead of it. The
-- caller names the period by the store's time; the amount comes from the entitlement rows.
--   open            the account, with its totals; one without limit also says for how long: until what is entitled to
--                   changes by itself (`ttlMs`)
--   not_included    no entitlement (any more); an account that existed has been posted down
--   outside_period  the store's clock is not in this period, or the caller counts by a clock that the tenant has no more
CREATE OR REPLACE FUNCTION account_open(p_kind text, p_tenant text, p_feature text, p_mode text, p_key text,
  p_start timestamptz, p_end timestamptz, p_node text DEFAULT NULL, p_clock_offset integer DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := clock_timestamp();
  v_account ledger_account;
  v_exists boolean;
  v_included boolean;
  v_status text := 'open';
  v_change timestamptz;
  v_answered bigint;
BEGIN
  IF p_kind NOT IN ('quota', 'overage', 'cap') OR p_mode NOT IN ('live', 'test') OR (p_kind = 'cap') <> (p_key IS NOT NULL) THEN
    RAISE EXCEPTION 'no account of kind %', p_kind USING ERRCODE = '22023';
  END IF;
  SELECT EXISTS (SELECT 1 FROM ledger_account WHERE tenant_id = p_tenant AND kind = p_kind AND feature_id = p_feature
                    AND mode = p_mode AND coalesce(key_id, '') = coalesce(p_key, '') AND period_start = p_start) INTO v_exists;
  IF NOT v_exists THEN
    -- Waits for a clock that is being moved before anything is written: the other way round each would wait for the other.
    PERFORM 1 FROM tenant WHERE id = p_tenant FOR KEY SHARE;
  END IF;
  IF p_clock_offset <> tenant_clock_offset(p_tenant) THEN
    -- An account under another clock's name would sell the period's units a second time.
    RETURN jsonb_build_object('status', 'outside_period', 'accountId', '', 'kind', p_kind, 'unit', p_feature,
      'enforced', true, 'ttlMs', NULL, 'posted', 0, 'consumed', 0, 'nowMs', epoch_ms(v_now), 'lastSeq', node_cursor(p_node));
  END IF;
  SELECT included INTO v_included FROM account_entitlement(p_kind, p_tenant, p_feature, p_key, greatest(v_now, p_start));
  IF v_now < p_start - interval '25 hours' OR v_now >= p_end THEN
    v_status := 'outside_period';
  ELSIF NOT v_included THEN
    v_status := 'not_included';
  ELSIF NOT v_exists THEN
    PERFORM system_account(name, p_feature) FROM unnest(ARRAY['issued', 'used']) AS name;
    INSERT INTO ledger_account (account_id, tenant_id, kind, unit, feature_id, key_id, mode, period_start, period_end)
    VALUES (new_account_id(), p_tenant, p_kind, p_feature, p_feature, p_key, p_mode, p_start, p_end)
    ON CONFLICT DO NOTHING;
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
  ELSIF v_status = 'open' THEN
    -- It moved away under a clock that has just been moved.
    v_status := 'outside_period';
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
