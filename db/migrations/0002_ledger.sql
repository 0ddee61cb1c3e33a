-- Leases, journal cursor and ledger take the place of one statement a call. What was counted before is carried over:
-- every call becomes an event under its node's dense number, every balance becomes transfers.
DROP FUNCTION reserve_units(text, text, text, text, text, text, text, bigint, timestamptz, timestamptz, text);
--> statement-breakpoint
DROP FUNCTION settle_units(text, text, text, bigint);
--> statement-breakpoint
DROP FUNCTION settle_lost_holds(interval);
--> statement-breakpoint
ALTER TABLE "plan_feature"
  ADD COLUMN "period" text DEFAULT 'anniversary' NOT NULL,
  ADD COLUMN "credit_micro_per_unit" bigint,
  ADD COLUMN "overage" text DEFAULT 'none' NOT NULL;
--> statement-breakpoint
ALTER TABLE "route"
  ADD COLUMN "cost_header" text,
  ADD COLUMN "min_cost_units" bigint DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "node"
  ADD COLUMN "epoch" bigint DEFAULT 0 NOT NULL,
  ADD COLUMN "last_seq" bigint DEFAULT 0 NOT NULL,
  ADD COLUMN "archived_seq" bigint DEFAULT 0 NOT NULL,
  ADD COLUMN "flushed_until" timestamp with time zone,
  ADD COLUMN "lost_at" timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "request_log" ADD COLUMN "metered" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE "ledger_account" RENAME TO "old_ledger_account";
--> statement-breakpoint
ALTER TABLE "old_ledger_account" DROP CONSTRAINT "ledger_account_period";
--> statement-breakpoint
ALTER TABLE "usage_event" RENAME TO "old_usage_event";
--> statement-breakpoint
CREATE TABLE "credit_lot" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"account_id" text NOT NULL,
	"kind" text NOT NULL,
	"micro" bigint NOT NULL,
	"priority" smallint DEFAULT 100 NOT NULL,
	"expires_at" timestamp with time zone,
	"source_type" text NOT NULL,
	"source_id" text NOT NULL,
	"reason" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "credit_lot_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "credit_lot_accountId_unique" UNIQUE("account_id"),
	CONSTRAINT "credit_lot_source" UNIQUE("source_type","source_id")
);
--> statement-breakpoint
CREATE TABLE "key_budget" (
	"tenant_id" text NOT NULL,
	"key_id" text NOT NULL,
	"feature_id" text NOT NULL,
	"units" bigint NOT NULL,
	"period" text NOT NULL,
	CONSTRAINT "key_budget_tenant_id_key_id_feature_id_pk" PRIMARY KEY("tenant_id","key_id","feature_id")
);
--> statement-breakpoint
CREATE TABLE "ledger_account" (
	"account_id" text PRIMARY KEY NOT NULL,
	"tenant_id" text,
	"kind" text NOT NULL,
	"unit" text NOT NULL,
	"feature_id" text,
	"key_id" text,
	"mode" text NOT NULL,
	"period_start" timestamp with time zone,
	"period_end" timestamp with time zone,
	"enforced" boolean DEFAULT true NOT NULL,
	"posted" bigint DEFAULT 0 NOT NULL,
	"consumed" bigint DEFAULT 0 NOT NULL,
	"reserved" bigint DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"version" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "ledger_account_unit" UNIQUE("account_id","unit"),
	CONSTRAINT "ledger_account_consumed" CHECK (consumed >= 0),
	CONSTRAINT "ledger_account_reserved" CHECK (reserved >= 0)
);
--> statement-breakpoint
CREATE TABLE "lease" (
	"lease_id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"node_id" text NOT NULL,
	"node_epoch" bigint NOT NULL,
	"granted" bigint NOT NULL,
	"firm" bigint DEFAULT 0 NOT NULL,
	"settled" bigint DEFAULT 0 NOT NULL,
	"overrun" bigint DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"orphaned_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	CONSTRAINT "lease_granted" CHECK (granted >= 0),
	CONSTRAINT "lease_settled" CHECK (settled between 0 and granted),
	CONSTRAINT "lease_overrun" CHECK (overrun >= 0)
);
--> statement-breakpoint
CREATE TABLE "ledger_transfer" (
	"transfer_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ledger_transfer_transfer_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"source_key" text NOT NULL,
	"line" smallint NOT NULL,
	"kind" text NOT NULL,
	"unit" text NOT NULL,
	"from_account" text NOT NULL,
	"to_account" text NOT NULL,
	"amount" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"reason" text,
	CONSTRAINT "ledger_transfer_source" UNIQUE("source","source_key","line"),
	CONSTRAINT "ledger_transfer_amount" CHECK (amount > 0),
	CONSTRAINT "ledger_transfer_ends" CHECK (from_account <> to_account)
);
--> statement-breakpoint
CREATE TABLE "usage_event" (
	"node_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"request_id" text,
	"tenant_id" text,
	"feature_id" text,
	"key_id" text,
	"route_id" text,
	"outcome" text NOT NULL,
	"cost" bigint NOT NULL,
	"billable" boolean DEFAULT true NOT NULL,
	"late" boolean DEFAULT false NOT NULL,
	"admitted_at" timestamp with time zone NOT NULL,
	"applied_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_event_node_id_seq_pk" PRIMARY KEY("node_id","seq"),
	CONSTRAINT "usage_event_cost" CHECK (cost >= 0)
);
--> statement-breakpoint
CREATE TABLE "usage_draw" (
	"node_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"n" smallint NOT NULL,
	"account_id" text NOT NULL,
	"lease_id" text,
	"cost" bigint NOT NULL,
	CONSTRAINT "usage_draw_node_id_seq_n_pk" PRIMARY KEY("node_id","seq","n")
);
--> statement-breakpoint
CREATE TABLE "ledger_check" (
	"rule" text PRIMARY KEY NOT NULL,
	"ok" boolean NOT NULL,
	"looked" bigint NOT NULL,
	"findings" jsonb NOT NULL,
	"ran_at" timestamp with time zone NOT NULL,
	"full_ran_at" timestamp with time zone,
	"broken_since" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "ledger_hold" (
	"one" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"since" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "credit_lot" ADD CONSTRAINT "credit_lot_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "key_budget" ADD CONSTRAINT "key_budget_feature_id_feature_id_fk" FOREIGN KEY ("feature_id") REFERENCES "public"."feature"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "key_budget" ADD CONSTRAINT "key_budget_tenant_id_key_id_api_key_tenant_id_id_fk" FOREIGN KEY ("tenant_id","key_id") REFERENCES "public"."api_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "lease" ADD CONSTRAINT "lease_account_id_ledger_account_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."ledger_account"("account_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "lease" ADD CONSTRAINT "lease_node_id_node_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("node_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "ledger_account" ADD CONSTRAINT "ledger_account_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "ledger_account" ADD CONSTRAINT "ledger_account_feature_id_feature_id_fk" FOREIGN KEY ("feature_id") REFERENCES "public"."feature"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "ledger_transfer" ADD CONSTRAINT "ledger_transfer_from" FOREIGN KEY ("from_account","unit") REFERENCES "public"."ledger_account"("account_id","unit") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "ledger_transfer" ADD CONSTRAINT "ledger_transfer_to" FOREIGN KEY ("to_account","unit") REFERENCES "public"."ledger_account"("account_id","unit") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "credit_lot_expires_at_index" ON "credit_lot" USING btree ("expires_at");
--> statement-breakpoint
CREATE INDEX "lease_live_account" ON "lease" USING btree ("account_id") WHERE state in ('open', 'orphan');
--> statement-breakpoint
CREATE INDEX "lease_ended" ON "lease" USING btree ("closed_at") WHERE closed_at is not null;
--> statement-breakpoint
CREATE INDEX "lease_live_node" ON "lease" USING btree ("node_id") WHERE state in ('open', 'orphan');
--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_account_period" ON "ledger_account" USING btree ("tenant_id","kind","feature_id","mode",coalesce(key_id, ''),"period_start") WHERE kind in ('quota', 'overage', 'cap');
--> statement-breakpoint
CREATE INDEX "ledger_account_unsealed_end" ON "ledger_account" USING btree ("period_end") WHERE state <> 'sealed';
--> statement-breakpoint
CREATE INDEX "ledger_account_unsealed_tenant" ON "ledger_account" USING btree ("tenant_id") WHERE state <> 'sealed';
--> statement-breakpoint
CREATE INDEX "ledger_transfer_from_account_index" ON "ledger_transfer" USING btree ("from_account");
--> statement-breakpoint
CREATE INDEX "ledger_transfer_to_account_index" ON "ledger_transfer" USING btree ("to_account");
--> statement-breakpoint
CREATE INDEX "usage_draw_account_id_index" ON "usage_draw" USING btree ("account_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "usage_event_request" ON "usage_event" USING btree ("request_id") WHERE outcome <> 'dup';
--> statement-breakpoint
CREATE INDEX "usage_event_tenant_id_admitted_at_index" ON "usage_event" USING btree ("tenant_id","admitted_at");
--> statement-breakpoint
-- The row that a restored database's hold is written in.
INSERT INTO "ledger_hold" ("one") VALUES (1);
--> statement-breakpoint
-- Gateways whose row was tidied away come back: their events need a cursor.
INSERT INTO node (node_id, door, started_at, seen_at)
SELECT e.node_id, 'gateway', min(e.admitted_at), max(e.admitted_at)
  FROM old_usage_event e WHERE NOT EXISTS (SELECT 1 FROM node n WHERE n.node_id = e.node_id)
 GROUP BY e.node_id;
--> statement-breakpoint
-- A limit that was null becomes an account that is counted and not enforced.
INSERT INTO ledger_account (account_id, tenant_id, kind, unit, feature_id, mode, period_start, period_end, enforced,
  posted, consumed, version)
SELECT account_id, tenant_id, 'quota', feature_id, feature_id, mode, period_start, period_end, posted IS NOT NULL,
       coalesce(posted, 0), consumed, 1
  FROM old_ledger_account;
--> statement-breakpoint
-- Calls in order of admission. What was held when nobody knew how a call ended is charged, as it was before.
INSERT INTO usage_event (node_id, seq, request_id, tenant_id, feature_id, key_id, route_id, outcome, cost, admitted_at,
  applied_at)
SELECT e.node_id, row_number() OVER (PARTITION BY e.node_id ORDER BY e.admitted_at, e.request_id, e.tenant_id),
       e.request_id, e.tenant_id, a.feature_id, e.key_id, e.route_id,
       CASE WHEN row_number() OVER (PARTITION BY e.request_id ORDER BY e.admitted_at, e.tenant_id) > 1 THEN 'dup'
            WHEN e.outcome = 'held' THEN 'unknown' ELSE e.outcome END,
       CASE WHEN a.account_id IS NULL
              OR row_number() OVER (PARTITION BY e.request_id ORDER BY e.admitted_at, e.tenant_id) > 1 THEN 0
            WHEN e.outcome = 'held' THEN e.held_units ELSE e.charged_units END,
       e.admitted_at, coalesce(e.settled_at, e.admitted_at)
  FROM old_usage_event e
  LEFT JOIN old_ledger_account a ON a.tenant_id = e.tenant_id AND a.account_id = e.account_id;
--> statement-breakpoint
INSERT INTO usage_draw (node_id, seq, n, account_id, cost)
SELECT u.node_id, u.seq, 0, e.account_id, u.cost
  FROM usage_event u JOIN old_usage_event e ON e.tenant_id = u.tenant_id AND e.request_id = u.request_id
 WHERE u.cost > 0;
--> statement-breakpoint
-- Units that a balance counted and no event explains stay counted, as a gap under a node that stands for the past.
INSERT INTO node (node_id, door, started_at, seen_at)
SELECT 'nod_00000000000000000000000000', 'gateway', now(), now()
 WHERE EXISTS (SELECT 1 FROM ledger_account a
                WHERE consumed > (SELECT coalesce(sum(d.cost), 0) FROM usage_draw d WHERE d.account_id = a.account_id));
--> statement-breakpoint
WITH unexplained AS (
  SELECT a.account_id, a.tenant_id, a.feature_id, a.period_start, a.consumed - coalesce(d.cost, 0) AS units,
         row_number() OVER (ORDER BY a.account_id) AS seq
    FROM ledger_account a
    LEFT JOIN (SELECT account_id, sum(cost) AS cost FROM usage_draw GROUP BY account_id) d USING (account_id)
   WHERE a.consumed > coalesce(d.cost, 0)
), event AS (
  INSERT INTO usage_event (node_id, seq, tenant_id, feature_id, outcome, cost, billable, admitted_at, applied_at)
  SELECT 'nod_00000000000000000000000000', seq, tenant_id, feature_id, 'gap', units, false, period_start, now()
    FROM unexplained
)
INSERT INTO usage_draw (node_id, seq, n, account_id, cost)
SELECT 'nod_00000000000000000000000000', seq, 0, account_id, units FROM unexplained;
--> statement-breakpoint
UPDATE ledger_account a SET consumed = d.cost
  FROM (SELECT account_id, sum(cost) AS cost FROM usage_draw GROUP BY account_id) d
 WHERE d.account_id = a.account_id AND a.consumed <> d.cost;
--> statement-breakpoint
UPDATE node n SET last_seq = e.seq
  FROM (SELECT node_id, max(seq) AS seq FROM usage_event GROUP BY node_id) e WHERE e.node_id = n.node_id;
--> statement-breakpoint
INSERT INTO ledger_account (account_id, kind, unit, mode)
SELECT DISTINCT name || ':' || unit, 'system', unit, 'live'
  FROM ledger_account CROSS JOIN unnest(ARRAY['issued', 'used']) AS name;
--> statement-breakpoint
INSERT INTO ledger_transfer (source, source_key, line, kind, unit, from_account, to_account, amount, at)
SELECT 'entitlement', account_id || ':1', 1, 'grant', unit, 'issued:' || unit, account_id, posted, period_start
  FROM ledger_account WHERE kind <> 'system' AND posted > 0;
--> statement-breakpoint
INSERT INTO ledger_transfer (source, source_key, line, kind, unit, from_account, to_account, amount, at, reason)
SELECT 'carried_over', account_id, 1, 'usage', unit, account_id, 'used:' || unit, consumed, now(),
       'Usage counted before the ledger kept transfers'
  FROM ledger_account WHERE kind <> 'system' AND consumed > 0;
--> statement-breakpoint
UPDATE request_log l SET metered = true, units = e.cost
  FROM usage_event e WHERE e.request_id = l.request_id AND e.outcome <> 'dup';
--> statement-breakpoint
-- Calls that a crash left without a row, within the days that the request log keeps.
INSERT INTO request_log (request_id, decided_at, mode, door, tenant_id, key_id, api_id, route_id, feature_id, method,
  route_path, status, units, gate_us, total_ms, aborted, metered)
SELECT e.request_id, e.admitted_at, a.mode, n.door, e.tenant_id, e.key_id, r.api_id, e.route_id, e.feature_id,
       coalesce(r.method, 'GET'), r.path, 499, e.cost, 0, 0, true, true
  FROM usage_event e
  JOIN node n ON n.node_id = e.node_id
  JOIN old_usage_event o ON o.tenant_id = e.tenant_id AND o.request_id = e.request_id
  LEFT JOIN ledger_account a ON a.account_id = o.account_id
  LEFT JOIN route r ON r.id = e.route_id
 WHERE e.outcome NOT IN ('dup', 'gap') AND e.admitted_at >= now() - interval '30 days'
   AND NOT EXISTS (SELECT 1 FROM request_log l WHERE l.request_id = e.request_id);
--> statement-breakpoint
DROP TABLE old_usage_event;
--> statement-breakpoint
DROP TABLE old_ledger_account;
