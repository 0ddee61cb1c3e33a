CREATE TABLE "plan_sync" (
	"plan_version_id" text PRIMARY KEY NOT NULL,
	"stripe_account" text,
	"state" text NOT NULL,
	"rollout" text NOT NULL,
	"requested_by" text NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"last_error" text,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "billing_account" ADD COLUMN "pay_requested_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "meter_row" ADD COLUMN "account_id" text NOT NULL;--> statement-breakpoint
ALTER TABLE "reconcile_run" ADD COLUMN "findings" jsonb;--> statement-breakpoint
ALTER TABLE "top_up" ADD COLUMN "payment_method_id" text;--> statement-breakpoint
ALTER TABLE "plan_sync" ADD CONSTRAINT "plan_sync_plan_version_id_plan_version_id_fk" FOREIGN KEY ("plan_version_id") REFERENCES "public"."plan_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "plan_sync_open" ON "plan_sync" USING btree ("next_at") WHERE state <> 'synced';--> statement-breakpoint
ALTER TABLE "meter_row" ADD CONSTRAINT "meter_row_account_id_ledger_account_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."ledger_account"("account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "meter_row_account_id_index" ON "meter_row" USING btree ("account_id");--> statement-breakpoint

-- The plan version that a grant holds at one real instant: from its end on, the one that follows it.
CREATE FUNCTION held_version(p_grant subscription, p_at timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN p_grant.after_plan_version_id IS NOT NULL
               AND p_grant.ends_at <= p_at + p_grant.clock_offset_seconds * interval '1 second'
              THEN p_grant.after_plan_version_id ELSE p_grant.plan_version_id END
$$;
--> statement-breakpoint

-- What a tenant may use of a feature at one instant: the held plan version's units plus the exceptions in force.
-- `units` null is without limit. `access_until` opens the subscription gate, not a feature.
CREATE OR REPLACE FUNCTION entitled_units(p_tenant text, p_feature text, p_at timestamptz, OUT included boolean, OUT units bigint)
LANGUAGE plpgsql STABLE AS $$
DECLARE v_extra bigint; v_access record;
BEGIN
  SELECT true, pf.limit_units INTO included, units
    FROM subscription s JOIN plan_feature pf ON pf.plan_version_id = held_version(s, p_at)
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

-- What the entitlement rows give an account at one instant; `units` null is without limit.
CREATE OR REPLACE FUNCTION account_entitlement(p_kind text, p_tenant text, p_feature text, p_key text, p_at timestamptz,
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
    SELECT true INTO included FROM subscription s JOIN plan_feature pf ON pf.plan_version_id = held_version(s, p_at)
     WHERE s.tenant_id = p_tenant AND s.replaced_at IS NULL AND pf.feature_id = p_feature AND pf.overage = 'postpaid';
  END IF;
  included := coalesce(included, false);
END $$;
--> statement-breakpoint

-- The next instant at which what a tenant is entitled to of a feature changes by itself: an exception begins or ends,
-- or another plan version follows the grant. Null: never.
CREATE OR REPLACE FUNCTION next_entitlement_change(p_tenant text, p_feature text, p_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
  SELECT min(edge) FROM (
    SELECT edge FROM exception e, LATERAL (VALUES (e.starts_at), (e.ends_at)) AS edges (edge)
     WHERE e.tenant_id = p_tenant AND e.feature_id = p_feature AND e.withdrawn_at IS NULL
    UNION ALL
    SELECT s.ends_at - s.clock_offset_seconds * interval '1 second' FROM subscription s
     WHERE s.tenant_id = p_tenant AND s.replaced_at IS NULL AND s.after_plan_version_id <> s.plan_version_id
  ) AS edges WHERE edge > p_at
$$;
--> statement-breakpoint

-- Creates the account of a meter or budget and its period when it is first used, or up to 25 hours ahead of it. The
-- caller names the period by the store's time; the amount comes from the entitlement rows.
--   open            the account, with its totals; one without limit also says for how long: until what is entitled to
--                   changes by itself (`ttlMs`)
--   not_included    no entitlement (any more); an account that existed has been posted down
--   outside_period  the store's clock is not in this period, or the caller counts by a clock that the tenant has no more
DROP FUNCTION account_open(text, text, text, text, text, timestamptz, timestamptz, text);
--> statement-breakpoint
CREATE FUNCTION account_open(p_kind text, p_tenant text, p_feature text, p_mode text, p_key text,
  p_start timestamptz, p_end timestamptz, p_node text DEFAULT NULL, p_clock_offset integer DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := clock_timestamp();
  v_account ledger_account;
  v_new text;
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
    ON CONFLICT DO NOTHING RETURNING account_id INTO v_new;
  ELSE
    v_status := 'not_included';
  END IF;
  -- Looked at behind the insert, which waits for a clock that is being moved: an account under the old clock's name
  -- would sell the period's units a second time.
  IF p_clock_offset <> tenant_clock_offset(p_tenant) THEN
    DELETE FROM ledger_account WHERE account_id = v_new;
    RETURN jsonb_build_object('status', 'outside_period', 'accountId', '', 'kind', p_kind, 'unit', p_feature,
      'enforced', true, 'ttlMs', NULL, 'posted', 0, 'consumed', 0, 'nowMs', epoch_ms(v_now), 'lastSeq', node_cursor(p_node));
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
--> statement-breakpoint

-- How far a tenant's billing time is ahead of the real one.
CREATE FUNCTION tenant_clock_offset(p_tenant text) RETURNS integer
LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT clock_offset_seconds FROM subscription WHERE tenant_id = p_tenant AND replaced_at IS NULL), 0)
$$;
--> statement-breakpoint

-- Moves a tenant's periods by so many seconds against real time, because its billing time moved: what was used stays
-- used in its billing period. Sealed periods move along, so that no two ever meet. The caller changes the grant's
-- offset by as much and announces it, in the same transaction. Leases stay what they are: units of their account.
CREATE FUNCTION ledger_move_clock(p_tenant text, p_delta_seconds bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  v_delta interval := p_delta_seconds * interval '1 second';
  v_account text;
  v_moved bigint := 0;
BEGIN
  PERFORM 1 FROM ledger_account WHERE tenant_id = p_tenant AND kind IN ('quota', 'overage', 'cap')
    ORDER BY account_id FOR NO KEY UPDATE;
  -- One after the other, away from those that have not moved yet: names must differ at every instant.
  FOR v_account IN
    SELECT account_id FROM ledger_account WHERE tenant_id = p_tenant AND kind IN ('quota', 'overage', 'cap')
     ORDER BY CASE WHEN p_delta_seconds > 0 THEN period_start END, CASE WHEN p_delta_seconds <= 0 THEN period_start END DESC
  LOOP
    UPDATE ledger_account SET period_start = period_start - v_delta, period_end = period_end - v_delta, version = version + 1
     WHERE account_id = v_account;
    v_moved := v_moved + 1;
  END LOOP;
  RETURN v_moved;
END $$;
--> statement-breakpoint

-- What a plan version contains is fixed from the moment it is on its way to the payment provider; only how far it has
-- come may still change.
CREATE OR REPLACE FUNCTION refuse_published_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_version text;
  c_progress CONSTANT text[] := ARRAY['status', 'published_at', 'published_by', 'updated_at'];
BEGIN
  IF TG_TABLE_NAME = 'plan_version' THEN
    IF OLD.status = 'published' OR OLD.status = 'publishing' AND (TG_OP = 'DELETE' OR NEW.status = 'draft'
       OR to_jsonb(OLD) - c_progress IS DISTINCT FROM to_jsonb(NEW) - c_progress) THEN
      RAISE EXCEPTION 'plan version % is published and cannot change', OLD.id USING ERRCODE = '55000';
    END IF;
  ELSE
    v_version := CASE WHEN TG_OP = 'INSERT' THEN NEW.plan_version_id ELSE OLD.plan_version_id END;
    IF EXISTS (SELECT 1 FROM plan_version WHERE id = v_version AND status <> 'draft') THEN
      RAISE EXCEPTION 'plan version % is published and cannot change', v_version USING ERRCODE = '55000';
    END IF;
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
--> statement-breakpoint

-- Subscriptions of before are billed by hand, and their trials by nobody.
UPDATE subscription SET
  source = CASE status WHEN 'trialing' THEN 'nobody' ELSE 'manual' END,
  reason = CASE status WHEN 'paused' THEN 'subscription_paused' WHEN 'ended' THEN 'subscription_expired' END;
--> statement-breakpoint
INSERT INTO billing_subscription (id, tenant_id, billed_by, status, plan_version_id, anchor_at, started_at, interval,
  trial_end, cancel_at, ended_at, created_by, created_at)
SELECT 'bil_' || substr(new_account_id(), 5), s.tenant_id, s.source, s.status, s.plan_version_id, s.anchor, s.started_at,
       v.interval, CASE WHEN s.status = 'trialing' THEN s.ends_at END, CASE WHEN s.status <> 'trialing' THEN s.ends_at END,
       CASE WHEN s.status = 'ended' THEN coalesce(s.ends_at, s.started_at) END, s.created_by, s.started_at
  FROM subscription s JOIN plan_version v ON v.id = s.plan_version_id
 WHERE s.replaced_at IS NULL;
