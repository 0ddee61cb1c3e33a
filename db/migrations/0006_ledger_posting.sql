-- Changes what accounts were granted, once per source: a purchase, a refund, an expiry, a correction with its reason.
-- Lines are `{line, kind, unit, from, to, amount, reason}`; an end is an account's id or a system account such as
-- `issued:<unit>`. What lowers `posted` may take it below what was consumed: nothing is granted until that is made good.
CREATE FUNCTION ledger_post(p_source text, p_source_key text, p_lines jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := clock_timestamp();
  v_posted bigint;
BEGIN
  IF EXISTS (SELECT 1 FROM jsonb_to_recordset(p_lines) AS x (kind text)
              WHERE coalesce(kind, '') NOT IN ('grant', 'purchase', 'reduction', 'refund', 'dispute', 'dispute_won', 'expiry',
                                               'correction')) THEN
    RAISE EXCEPTION 'only grants and their corrections are posted here' USING ERRCODE = '22023';
  END IF;
  PERFORM 1 FROM ledger_account
   WHERE account_id IN (SELECT unnest(ARRAY["from", "to"]) FROM jsonb_to_recordset(p_lines) AS x ("from" text, "to" text))
     AND kind <> 'system'
   ORDER BY account_id FOR NO KEY UPDATE;
  PERFORM system_account(split_part(side, ':', 1), substr(side, strpos(side, ':') + 1))
    FROM (SELECT DISTINCT unnest(ARRAY["from", "to"]) AS side
            FROM jsonb_to_recordset(p_lines) AS x ("from" text, "to" text) ORDER BY 1) AS sides
   WHERE strpos(side, ':') > 0;

  WITH posted AS (
    INSERT INTO ledger_transfer (source, source_key, line, kind, unit, from_account, to_account, amount, at, reason)
    SELECT p_source, p_source_key, line, kind, unit, "from", "to", amount, v_now, reason
      FROM jsonb_to_recordset(p_lines) AS x (line smallint, kind text, unit text, "from" text, "to" text, amount bigint,
        reason text)
    ON CONFLICT (source, source_key, line) DO NOTHING
    RETURNING from_account, to_account, amount
  ), moved AS (
    SELECT account_id, sum(amount)::bigint AS amount
      FROM (SELECT to_account AS account_id, amount FROM posted UNION ALL SELECT from_account, -amount FROM posted) AS sides
     GROUP BY account_id
  ), updated AS (
    UPDATE ledger_account a SET posted = a.posted + m.amount, version = a.version + 1
      FROM moved m WHERE a.account_id = m.account_id AND a.kind <> 'system'
  )
  SELECT count(*) INTO v_posted FROM posted;
  RETURN jsonb_build_object('posted', v_posted, 'nowMs', epoch_ms(v_now));
END $$;
--> statement-breakpoint

-- Gives a tenant a credit lot: its row, its account and its posting in one go, once per source. A repeat answers the
-- lot that was made first.
CREATE FUNCTION credit_lot_open(p_tenant text, p_lot text, p_kind text, p_micro bigint, p_priority integer,
  p_expires_at timestamptz, p_source_type text, p_source_id text, p_reason text, p_created_by text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := clock_timestamp();
  v_account text := new_account_id();
  v_lot credit_lot;
BEGIN
  IF p_micro < 1 OR p_micro > 9007199254740991 OR p_expires_at <= v_now THEN
    RAISE EXCEPTION 'a lot of % micro-credits until % is none', p_micro, p_expires_at USING ERRCODE = '22023';
  END IF;
  INSERT INTO credit_lot (tenant_id, id, account_id, kind, micro, priority, expires_at, source_type, source_id, reason,
    created_by, created_at)
  VALUES (p_tenant, p_lot, v_account, p_kind, p_micro, p_priority, p_expires_at, p_source_type, p_source_id, p_reason,
    p_created_by, v_now)
  ON CONFLICT (source_type, source_id) DO NOTHING RETURNING * INTO v_lot;
  IF NOT FOUND THEN
    SELECT * INTO STRICT v_lot FROM credit_lot WHERE source_type = p_source_type AND source_id = p_source_id;
    RETURN jsonb_build_object('lotId', v_lot.id, 'accountId', v_lot.account_id, 'isNew', false, 'nowMs', epoch_ms(v_now));
  END IF;

  PERFORM system_account(name, 'microcredit') FROM unnest(ARRAY['breakage', 'issued', 'used']) AS name;
  INSERT INTO ledger_account (account_id, tenant_id, kind, unit, mode, period_start, period_end)
  VALUES (v_account, p_tenant, 'credit', 'microcredit', 'live', v_now, p_expires_at);
  PERFORM ledger_post('credit_lot', p_lot, jsonb_build_array(jsonb_build_object('line', 1,
    'kind', CASE p_kind WHEN 'bought' THEN 'purchase' ELSE 'grant' END, 'unit', 'microcredit', 'from', 'issued:microcredit',
    'to', v_account, 'amount', p_micro, 'reason', p_reason)));
  RETURN jsonb_build_object('lotId', p_lot, 'accountId', v_account, 'isNew', true, 'nowMs', epoch_ms(v_now));
END $$;
--> statement-breakpoint

-- Ends periods and lots whose time is over. Outcomes and running streams still land for an hour; then, once no lease is
-- left, the account is sealed, and what is left of a lot is posted to `breakage`: usage admitted before its expiry was
-- reserved, so nothing expires under a running call. At most 500 accounts a time, so that nobody waits for long.
CREATE FUNCTION ledger_close_periods() RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := clock_timestamp();
  v_account ledger_account;
  v_closing bigint := 0;
  v_sealed bigint := 0;
  v_expired bigint := 0;
BEGIN
  FOR v_account IN
    SELECT * FROM ledger_account
     WHERE period_end <= v_now AND state <> 'sealed' AND kind <> 'system'
       AND (state <> 'closing' OR (kind = 'credit' OR period_end <= v_now - interval '1 hour')
            AND NOT EXISTS (SELECT 1 FROM lease l WHERE l.account_id = ledger_account.account_id
                               AND l.state IN ('open', 'orphan')))
     ORDER BY account_id LIMIT 500 FOR NO KEY UPDATE
  LOOP
    IF EXISTS (SELECT 1 FROM lease WHERE account_id = v_account.account_id AND state IN ('open', 'orphan'))
       OR v_account.kind <> 'credit' AND v_account.period_end > v_now - interval '1 hour' THEN
      UPDATE ledger_account SET state = 'closing', version = version + 1
       WHERE account_id = v_account.account_id AND state = 'open';
      v_closing := v_closing + CASE v_account.state WHEN 'open' THEN 1 ELSE 0 END;
    ELSE
      IF v_account.kind = 'credit' AND v_account.posted > v_account.consumed THEN
        PERFORM ledger_post('expiry', v_account.account_id, jsonb_build_array(jsonb_build_object('line', 1,
          'kind', 'expiry', 'unit', v_account.unit, 'from', v_account.account_id, 'to', 'breakage:' || v_account.unit,
          'amount', v_account.posted - v_account.consumed, 'reason', 'The lot expired')));
        v_expired := v_expired + 1;
      END IF;
      UPDATE ledger_account SET state = 'sealed', version = version + 1 WHERE account_id = v_account.account_id;
      v_sealed := v_sealed + 1;
    END IF;
  END LOOP;
  RETURN jsonb_build_object('closing', v_closing, 'sealed', v_sealed, 'expired', v_expired);
END $$;
--> statement-breakpoint

-- What was booked is never changed: a correction is a new transfer.
CREATE FUNCTION refuse_ledger_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME USING ERRCODE = '55000';
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_transfer_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
--> statement-breakpoint
CREATE TRIGGER usage_event_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON usage_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
--> statement-breakpoint
CREATE TRIGGER usage_draw_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON usage_draw
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
--> statement-breakpoint

-- Rows that are changed many times a second leave room for their next version on the page.
ALTER TABLE ledger_account SET (fillfactor = 70);
--> statement-breakpoint
ALTER TABLE lease SET (fillfactor = 70);
--> statement-breakpoint
ALTER TABLE node SET (fillfactor = 50);
