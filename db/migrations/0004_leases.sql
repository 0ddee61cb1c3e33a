-- Locks are taken in one order everywhere: node, then ledger accounts by id, then leases by id, then the hold.
-- Errors that a gateway must tell apart: M0001 fenced, M0002 gap, M0003 unflushed.

-- Takes a node's row as its current start, beside a flush of the same node but never beside its next start.
CREATE FUNCTION lock_node(p_node text, p_epoch bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM node WHERE node_id = p_node AND epoch = p_epoch FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'node % is fenced at epoch %', p_node, p_epoch USING ERRCODE = 'M0001';
  END IF;
END $$;
--> statement-breakpoint

-- Begins a node's next start: every statement of an earlier one is refused from here on. Waits for those that run.
-- A node that knows of a later epoch or a further cursor than is stored here has met a restored copy: nothing is
-- granted until the others have told what they hold.
CREATE FUNCTION node_open(p_node text, p_door text, p_known_epoch bigint, p_known_seq bigint DEFAULT 0) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := clock_timestamp();
  v_node node;
BEGIN
  INSERT INTO node (node_id, door, started_at, seen_at) VALUES (p_node, p_door, v_now, v_now) ON CONFLICT DO NOTHING;
  SELECT * INTO STRICT v_node FROM node WHERE node_id = p_node FOR UPDATE;
  v_now := clock_timestamp();
  UPDATE node SET epoch = greatest(v_node.epoch, p_known_epoch) + 1, door = p_door, started_at = v_now, seen_at = v_now,
         lost_at = NULL
   WHERE node_id = p_node;
  IF p_known_epoch > v_node.epoch OR p_known_seq > v_node.last_seq THEN
    PERFORM ledger_hold_set();
  END IF;
  RETURN jsonb_build_object('epoch', greatest(v_node.epoch, p_known_epoch) + 1, 'lastSeq', v_node.last_seq,
    'nowMs', epoch_ms(v_now), 'leases', coalesce((
      SELECT jsonb_agg(jsonb_build_object('leaseId', l.lease_id, 'accountId', l.account_id, 'accountKind', a.kind,
               'unit', a.unit, 'epoch', l.node_epoch, 'granted', l.granted, 'settled', l.settled) ORDER BY l.lease_id)
        FROM lease l JOIN ledger_account a USING (account_id)
       WHERE l.node_id = p_node AND l.state IN ('open', 'orphan')), '[]'));
END $$;
--> statement-breakpoint

-- Holds back every grant: a restored copy does not know the leases that were granted after it was taken. The first node
-- to notice sets the time.
CREATE FUNCTION ledger_hold_set() RETURNS void
LANGUAGE sql AS $$
  UPDATE ledger_hold SET since = clock_timestamp()
   WHERE since IS NULL OR since < clock_timestamp() - interval '60 seconds'
$$;
--> statement-breakpoint

CREATE FUNCTION ledger_hold_clear() RETURNS void
LANGUAGE sql AS $$
  UPDATE ledger_hold SET since = NULL WHERE since IS NOT NULL
$$;
--> statement-breakpoint

-- True while grants are held back: until each node seen in the day before has started anew and flushed, or was given up
-- as lost, and 60 s at most, because no lease that this copy does not know lives longer. Ends the hold when it is over.
CREATE FUNCTION is_ledger_held() RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE v_since timestamptz;
BEGIN
  SELECT since INTO v_since FROM ledger_hold;
  IF v_since IS NULL THEN
    RETURN false;
  END IF;
  IF clock_timestamp() < v_since + interval '60 seconds' AND EXISTS (
    SELECT 1 FROM node WHERE lost_at IS NULL AND seen_at > v_since - interval '24 hours'
       AND NOT (started_at >= v_since - interval '1 second' AND seen_at > started_at)) THEN
    RETURN true;
  END IF;
  PERFORM ledger_hold_clear();
  RETURN false;
END $$;
--> statement-breakpoint

-- Units that come back at the latest when other nodes give back what is idle, or when a lost node does. What an
-- orphan of a quota or budget holds counts as used after a minute: waiting does not cure it within the period.
CREATE FUNCTION lease_outlook(p_account text, p_kind text, p_node text, p_epoch bigint, p_at timestamptz,
  OUT returnable bigint, OUT held bigint)
LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(CASE state WHEN 'open' THEN rest - least(firm, rest) ELSE rest END) FILTER (WHERE NOT is_held), 0)::bigint,
         coalesce(sum(rest) FILTER (WHERE is_held), 0)::bigint
    FROM (SELECT state, firm, granted - settled AS rest,
                 state = 'orphan' AND p_kind <> 'credit' AND orphaned_at < p_at - interval '60 seconds' AS is_held
            FROM lease
           WHERE account_id = p_account AND state IN ('open', 'orphan')
             AND (node_id <> p_node OR node_epoch <> p_epoch)) AS other
$$;
--> statement-breakpoint

-- Promises units of an account to a node until a deadline. A repeat of a granted lease answers the same grant.
--   granted  reserved under this lease id      refused  less than `p_min` is free; `ceiling` says what may come back
--   gone     the id was granted and is no more  closed   the account is over, or nobody knows it
--   frozen   the account is in debt             hold     a restored ledger waits for its nodes
-- The lease ends with the period, and before the next exception on its feature begins or ends.
CREATE FUNCTION lease_acquire(p_lease text, p_account text, p_node text, p_epoch bigint, p_want bigint, p_min bigint,
  p_ttl_ms integer, p_extend boolean DEFAULT false) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  c_unlimited CONSTANT bigint := 9007199254740991;
  v_now timestamptz;
  v_account ledger_account;
  v_lease lease;
  v_status text;
  v_granted bigint := 0;
  v_available bigint;
  v_expires timestamptz;
  v_outlook record;
BEGIN
  IF p_min < 1 OR p_want < p_min OR p_want > c_unlimited OR p_ttl_ms < 1 THEN
    RAISE EXCEPTION 'a lease of % (at least %) units for % ms is none', p_want, p_min, p_ttl_ms USING ERRCODE = '22023';
  END IF;
  PERFORM lock_node(p_node, p_epoch);
  SELECT * INTO v_account FROM ledger_account WHERE account_id = p_account AND kind <> 'system' FOR NO KEY UPDATE;
  -- Only under the account's lock: a second attempt at the same id would otherwise be granted beside the first.
  SELECT * INTO v_lease FROM lease WHERE lease_id = p_lease;
  v_now := clock_timestamp();

  IF v_lease.lease_id IS NOT NULL THEN
    v_status := CASE WHEN v_lease.state = 'open' AND v_lease.node_id = p_node AND v_lease.node_epoch = p_epoch
                      AND v_lease.account_id = p_account THEN 'granted' ELSE 'gone' END;
    v_granted := CASE v_status WHEN 'granted' THEN v_lease.granted ELSE 0 END;
    v_expires := v_lease.expires_at;
  ELSIF v_account.account_id IS NULL THEN
    v_status := 'closed';
  ELSIF is_ledger_held() THEN
    v_status := 'hold';
  ELSIF v_account.state = 'frozen' THEN
    v_status := 'frozen';
  ELSIF v_account.state = 'sealed' OR v_now < v_account.period_start
     OR (v_account.state = 'closing' OR v_now >= v_account.period_end) AND NOT p_extend THEN
    v_status := 'closed';
  ELSE
    v_account := account_sync(p_account);
    v_available := CASE WHEN v_account.enforced THEN v_account.posted - v_account.consumed - v_account.reserved
                        ELSE c_unlimited END;
    v_granted := least(p_want, v_available);
    v_status := CASE WHEN v_granted < p_min THEN 'refused' ELSE 'granted' END;
    IF v_status = 'refused' THEN
      v_granted := 0;
    ELSE
      v_expires := least(v_now + p_ttl_ms * interval '1 millisecond',
        CASE WHEN v_now < v_account.period_end THEN v_account.period_end END,
        CASE WHEN v_account.kind = 'quota'
             THEN next_entitlement_change(v_account.tenant_id, v_account.feature_id, v_now) END);
      UPDATE ledger_account SET reserved = reserved + v_granted, version = version + 1
       WHERE account_id = p_account RETURNING * INTO v_account;
      INSERT INTO lease (lease_id, account_id, node_id, node_epoch, granted, opened_at, expires_at)
      VALUES (p_lease, p_account, p_node, p_epoch, v_granted, v_now, v_expires);
    END IF;
  END IF;

  v_available := CASE WHEN v_account.enforced THEN v_account.posted - v_account.consumed - v_account.reserved
                      WHEN v_account.account_id IS NULL THEN 0 ELSE c_unlimited END;
  SELECT * INTO v_outlook FROM lease_outlook(p_account, v_account.kind, p_node, p_epoch, v_now);
  RETURN jsonb_build_object('status', v_status, 'granted', v_granted,
    'ttlMs', CASE v_status WHEN 'granted' THEN greatest(epoch_ms(v_expires) - epoch_ms(v_now), 0) ELSE 0 END,
    'available', v_available, 'ceiling', least(v_available + v_outlook.returnable, c_unlimited),
    'posted', coalesce(v_account.posted, 0), 'consumed', coalesce(v_account.consumed, 0),
    'heldUnits', v_outlook.held,
    'liveNodes', greatest((SELECT count(*) FROM node WHERE seen_at > v_now - interval '60 seconds'), 1),
    'nowMs', epoch_ms(v_now), 'lastSeq', node_cursor(p_node));
END $$;
--> statement-breakpoint

-- Cuts a lease down to `p_keep` units and says how much of them will not come back. `keep` is absolute, so a repeat
-- changes nothing; `firm` is believed only if no flush has come between: an understated one would make a 402 of a 429.
CREATE FUNCTION lease_return(p_lease text, p_node text, p_epoch bigint, p_keep bigint, p_firm bigint, p_at_seq bigint)
  RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  v_account text;
  v_lease lease;
  v_kept bigint;
BEGIN
  PERFORM lock_node(p_node, p_epoch);
  SELECT account_id INTO v_account FROM lease WHERE lease_id = p_lease AND node_id = p_node;
  PERFORM 1 FROM ledger_account WHERE account_id = v_account FOR NO KEY UPDATE;
  SELECT * INTO v_lease FROM lease WHERE lease_id = p_lease AND node_id = p_node FOR NO KEY UPDATE;
  IF v_lease.state IN ('open', 'orphan') THEN
    v_kept := greatest(v_lease.settled, least(v_lease.granted, p_keep));
    UPDATE ledger_account SET reserved = reserved - (v_lease.granted - v_kept), version = version + 1
     WHERE account_id = v_account AND v_kept < v_lease.granted;
    UPDATE lease SET granted = v_kept,
           firm = CASE WHEN node_cursor(p_node) = p_at_seq THEN least(greatest(p_firm, 0), v_kept - settled) ELSE 0 END
     WHERE lease_id = p_lease;
  END IF;
  RETURN jsonb_build_object('nowMs', epoch_ms(clock_timestamp()), 'lastSeq', node_cursor(p_node));
END $$;
--> statement-breakpoint

-- Gives what is left of a lease back. Refused before the last outcome on it has been flushed: others would be sold
-- units whose use is still in this node's journal.
CREATE FUNCTION lease_close(p_lease text, p_node text, p_epoch bigint, p_through_seq bigint) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  v_account text;
  v_lease lease;
BEGIN
  PERFORM lock_node(p_node, p_epoch);
  IF node_cursor(p_node) < p_through_seq THEN
    RAISE EXCEPTION 'outcomes up to % are not flushed', p_through_seq USING ERRCODE = 'M0003';
  END IF;
  SELECT account_id INTO v_account FROM lease WHERE lease_id = p_lease AND node_id = p_node;
  PERFORM 1 FROM ledger_account WHERE account_id = v_account FOR NO KEY UPDATE;
  SELECT * INTO v_lease FROM lease WHERE lease_id = p_lease AND node_id = p_node FOR NO KEY UPDATE;
  IF v_lease.state IN ('open', 'orphan') THEN
    UPDATE ledger_account SET reserved = reserved - (v_lease.granted - v_lease.settled), version = version + 1
     WHERE account_id = v_account;
    UPDATE lease SET state = 'closed', closed_at = clock_timestamp() WHERE lease_id = p_lease;
  END IF;
  RETURN jsonb_build_object('nowMs', epoch_ms(clock_timestamp()), 'lastSeq', node_cursor(p_node));
END $$;
--> statement-breakpoint

-- Asks the other nodes for the idle part of their leases on an account.
CREATE FUNCTION lease_recall(p_account text, p_node text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM record_change('recall', p_account, (SELECT tenant_id FROM ledger_account WHERE account_id = p_account));
  RETURN jsonb_build_object('nowMs', epoch_ms(clock_timestamp()), 'lastSeq', node_cursor(p_node));
END $$;
--> statement-breakpoint

-- Locks leases and, before them, their accounts.
CREATE FUNCTION lock_leases(p_leases text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM ledger_account
   WHERE account_id IN (SELECT account_id FROM lease WHERE lease_id = ANY (p_leases))
   ORDER BY account_id FOR NO KEY UPDATE;
  PERFORM 1 FROM lease WHERE lease_id = ANY (p_leases) ORDER BY lease_id FOR NO KEY UPDATE;
END $$;
--> statement-breakpoint

-- Releases what a lease holds without knowing whether it was used: later usage on it becomes `overrun`. The caller has
-- locked it.
CREATE FUNCTION release_lease(p_lease text, p_reason text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  v_lease lease;
  v_rest bigint;
  v_unit text;
BEGIN
  SELECT * INTO v_lease FROM lease WHERE lease_id = p_lease AND state IN ('open', 'orphan');
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  v_rest := v_lease.granted - v_lease.settled;
  UPDATE ledger_account SET reserved = reserved - v_rest, version = version + 1
   WHERE account_id = v_lease.account_id RETURNING unit INTO v_unit;
  UPDATE lease SET state = 'written_off', closed_at = clock_timestamp() WHERE lease_id = p_lease;
  IF v_rest > 0 THEN
    INSERT INTO ledger_transfer (source, source_key, line, kind, unit, from_account, to_account, amount, at, reason)
    VALUES ('lease', p_lease, 1, 'write_off', v_unit, system_account('suspense', v_unit),
            system_account('written_off', v_unit), v_rest, clock_timestamp(), p_reason);
  END IF;
  RETURN v_rest;
END $$;
--> statement-breakpoint

-- An admin releases one lease that its node does not give back. Answers what was written off; a repeat writes off none.
CREATE FUNCTION lease_write_off(p_lease text, p_reason text) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_leases(ARRAY[p_lease]);
  RETURN jsonb_build_object('writtenOffUnits', release_lease(p_lease, p_reason));
END $$;
--> statement-breakpoint

-- An admin says that a node will not come back. Leases past their deadline are written off here, the others by the reaper
-- once theirs has passed. A node that does come back takes it back by opening.
CREATE FUNCTION node_lost(p_node text, p_reason text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE v_leases text[]; v_units bigint;
BEGIN
  UPDATE node SET lost_at = clock_timestamp() WHERE node_id = p_node AND lost_at IS NULL;
  SELECT array_agg(lease_id) INTO v_leases FROM lease
   WHERE node_id = p_node AND state IN ('open', 'orphan') AND expires_at < clock_timestamp() - interval '2 seconds';
  PERFORM lock_leases(v_leases);
  SELECT coalesce(sum(release_lease(lease_id, p_reason)), 0) INTO v_units FROM unnest(v_leases) AS lease_id;
  RETURN jsonb_build_object('leases', coalesce(cardinality(v_leases), 0), 'writtenOffUnits', v_units);
END $$;
--> statement-breakpoint

-- What becomes of leases whose node is silent. Time alone gives nothing to others: past its deadline and out of contact
-- a lease becomes an orphan and stays reserved, and is written off only when the hold is over: `p_hold` for credits, the
-- end of the period for quotas and budgets, at once where an admin gave the node up.
CREATE FUNCTION lease_reap(p_silence interval DEFAULT '62 seconds', p_hold interval DEFAULT '15 minutes') RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  c_grace CONSTANT interval := '2 seconds';
  v_now timestamptz := clock_timestamp();
  v_leases text[];
  v_lease record;
  v_orphaned bigint := 0;
  v_written bigint := 0;
  v_units bigint := 0;
BEGIN
  SELECT array_agg(l.lease_id) INTO v_leases
    FROM lease l JOIN node n USING (node_id) JOIN ledger_account a USING (account_id)
   WHERE l.state IN ('open', 'orphan') AND l.expires_at + c_grace < v_now
     AND (n.lost_at IS NOT NULL
          OR n.seen_at < v_now - p_silence
             AND (l.state = 'open' OR a.kind = 'credit' AND l.orphaned_at < v_now - p_hold OR a.period_end <= v_now));
  PERFORM lock_leases(v_leases);

  -- Looked at again under the locks: a node may have come back meanwhile.
  FOR v_lease IN
    SELECT l.lease_id, l.state, l.node_id, n.lost_at IS NOT NULL AS is_lost, n.seen_at < v_now - p_silence AS is_silent,
           a.kind = 'credit' AND l.orphaned_at < v_now - p_hold OR a.period_end <= v_now AS is_over
      FROM lease l JOIN node n USING (node_id) JOIN ledger_account a USING (account_id)
     WHERE l.lease_id = ANY (v_leases) AND l.state IN ('open', 'orphan') ORDER BY l.lease_id
  LOOP
    IF v_lease.is_lost OR v_lease.state = 'orphan' AND v_lease.is_silent AND v_lease.is_over THEN
      v_units := v_units + release_lease(v_lease.lease_id, 'node ' || v_lease.node_id || ' did not come back');
      v_written := v_written + 1;
    ELSIF v_lease.state = 'open' AND v_lease.is_silent THEN
      UPDATE lease SET state = 'orphan', orphaned_at = v_now WHERE lease_id = v_lease.lease_id;
      v_orphaned := v_orphaned + 1;
    END IF;
  END LOOP;
  PERFORM is_ledger_held();
  RETURN jsonb_build_object('orphaned', v_orphaned, 'writtenOff', v_written, 'writtenOffUnits', v_units);
END $$;
--> statement-breakpoint

-- Forgets leases that ended long ago, at most so many; answers how many. Those that were drawn beyond are kept: they say
-- why an account is.
CREATE FUNCTION forget_leases(p_before timestamptz, p_limit integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE v_forgotten bigint;
BEGIN
  DELETE FROM lease WHERE lease_id IN (
    SELECT lease_id FROM lease WHERE closed_at < p_before AND state IN ('closed', 'written_off') AND overrun = 0
     ORDER BY closed_at LIMIT p_limit FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS v_forgotten = ROW_COUNT;
  RETURN v_forgotten;
END $$;
