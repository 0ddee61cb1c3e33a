CREATE TABLE "alert" (
	"id" text PRIMARY KEY NOT NULL,
	"rule" text NOT NULL,
	"object" text NOT NULL,
	"sentence" text NOT NULL,
	"href" text NOT NULL,
	"is_open" boolean NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone,
	"seen_at" timestamp with time zone NOT NULL,
	"clean_rounds" smallint DEFAULT 0 NOT NULL,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "episode" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"feature_id" text NOT NULL,
	"code" text NOT NULL,
	"class" text NOT NULL,
	"key_id" text DEFAULT '' NOT NULL,
	"plan_version_id" text,
	"opened_at" timestamp with time zone NOT NULL,
	"last_refused_at" timestamp with time zone NOT NULL,
	"first_request_id" text NOT NULL,
	"last_request_id" text NOT NULL,
	"refusals" bigint NOT NULL,
	"asked_units" bigint NOT NULL,
	"cheapest_units" bigint NOT NULL,
	"blind_retries" bigint NOT NULL,
	"keys" text[] DEFAULT '{}' NOT NULL,
	"by_key" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"counted" jsonb,
	"receipt_opened_at" timestamp with time zone,
	"pricing_opened_at" timestamp with time zone,
	"checkout_at" timestamp with time zone,
	"resolved_at" timestamp with time zone,
	"kind" text,
	"first_allow_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "episode_mark" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "episode_mark_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" text NOT NULL,
	"feature_id" text NOT NULL,
	"since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "forecast_day" (
	"day" date NOT NULL,
	"tenant_id" text NOT NULL,
	"feature_id" text NOT NULL,
	"remaining" bigint NOT NULL,
	"p10" real,
	"p50" real,
	"p90" real,
	"probability" real NOT NULL,
	"level_units" real NOT NULL,
	"resets_at" timestamp with time zone,
	"written_at" timestamp with time zone NOT NULL,
	CONSTRAINT "forecast_day_day_tenant_id_feature_id_pk" PRIMARY KEY("day","tenant_id","feature_id")
);
--> statement-breakpoint
CREATE TABLE "refusal_audit" (
	"day" date PRIMARY KEY NOT NULL,
	"checked" bigint NOT NULL,
	"wrongful" bigint NOT NULL,
	"held_away" bigint NOT NULL,
	"findings" jsonb NOT NULL,
	"ran_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "risk_day" (
	"day" date NOT NULL,
	"tenant_id" text NOT NULL,
	"score" smallint,
	"band" text NOT NULL,
	"firings" jsonb NOT NULL,
	"families" jsonb NOT NULL,
	"expansions" jsonb NOT NULL,
	"mrr_minor" bigint NOT NULL,
	"owed_minor" bigint NOT NULL,
	"currency" text,
	"written_at" timestamp with time zone NOT NULL,
	CONSTRAINT "risk_day_day_tenant_id_pk" PRIMARY KEY("day","tenant_id")
);
--> statement-breakpoint
CREATE TABLE "roll_day" (
	"day" date NOT NULL,
	"id" uuid NOT NULL,
	"key_id" text NOT NULL,
	"tenant_id" text NOT NULL,
	"route_id" text NOT NULL,
	"feature_id" text NOT NULL,
	"plan_version_id" text NOT NULL,
	"mode" text NOT NULL,
	"class" text NOT NULL,
	"status" smallint NOT NULL,
	"code" text NOT NULL,
	"calls" bigint NOT NULL,
	"units" bigint NOT NULL,
	"asked_units" bigint NOT NULL,
	"upstream_client_errors" bigint NOT NULL,
	"upstream_server_errors" bigint NOT NULL,
	CONSTRAINT "roll_day_day_id_pk" PRIMARY KEY("day","id")
);
--> statement-breakpoint
CREATE TABLE "roll_hour" (
	"bucket" timestamp with time zone NOT NULL,
	"id" uuid NOT NULL,
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
	"gate_us" bigint NOT NULL,
	"upstream_ms" bigint NOT NULL,
	CONSTRAINT "roll_hour_bucket_id_pk" PRIMARY KEY("bucket","id")
);
--> statement-breakpoint
CREATE TABLE "roll_quarter" (
	"bucket" timestamp with time zone NOT NULL,
	"id" uuid NOT NULL,
	"tenant_id" text NOT NULL,
	"route_id" text NOT NULL,
	"feature_id" text NOT NULL,
	"plan_version_id" text NOT NULL,
	"mode" text NOT NULL,
	"class" text NOT NULL,
	"status" smallint NOT NULL,
	"code" text NOT NULL,
	"calls" bigint NOT NULL,
	"units" bigint NOT NULL,
	"asked_units" bigint NOT NULL,
	"upstream_client_errors" bigint NOT NULL,
	"upstream_server_errors" bigint NOT NULL,
	"gate_us" bigint NOT NULL,
	"upstream_ms" bigint NOT NULL,
	CONSTRAINT "roll_quarter_bucket_id_pk" PRIMARY KEY("bucket","id")
);
--> statement-breakpoint
CREATE TABLE "roll_tenant_day" (
	"day" date NOT NULL,
	"id" uuid NOT NULL,
	"tenant_id" text NOT NULL,
	"plan_version_id" text NOT NULL,
	"mode" text NOT NULL,
	"class" text NOT NULL,
	"code" text NOT NULL,
	"calls" bigint NOT NULL,
	"units" bigint NOT NULL,
	"asked_units" bigint NOT NULL,
	"upstream_client_errors" bigint NOT NULL,
	"upstream_server_errors" bigint NOT NULL,
	CONSTRAINT "roll_tenant_day_day_id_pk" PRIMARY KEY("day","id")
);
--> statement-breakpoint
CREATE TABLE "roll_total_day" (
	"day" date NOT NULL,
	"id" uuid NOT NULL,
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
	CONSTRAINT "roll_total_day_day_id_pk" PRIMARY KEY("day","id")
);
--> statement-breakpoint
CREATE TABLE "signal_firing" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "signal_firing_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" text NOT NULL,
	"signal" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	"weight" real NOT NULL,
	"sentence" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tenant_act" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"kind" text NOT NULL,
	"signals" text[] DEFAULT '{}' NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"actor_id" text,
	"actor_name" text NOT NULL,
	"owner_name" text,
	"at" timestamp with time zone NOT NULL,
	"rests_until" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "install" ADD COLUMN "report_zone" text DEFAULT 'UTC' NOT NULL;--> statement-breakpoint
ALTER TABLE "episode" ADD CONSTRAINT "episode_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "forecast_day" ADD CONSTRAINT "forecast_day_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "risk_day" ADD CONSTRAINT "risk_day_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signal_firing" ADD CONSTRAINT "signal_firing_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_act" ADD CONSTRAINT "tenant_act_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "alert_running" ON "alert" USING btree ("rule","object") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "alert_opened_at_index" ON "alert" USING btree ("opened_at");--> statement-breakpoint
CREATE UNIQUE INDEX "episode_open" ON "episode" USING btree ("tenant_id","feature_id","code","key_id") WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX "episode_first_allow" ON "episode" USING btree ("tenant_id","feature_id","first_allow_at");--> statement-breakpoint
CREATE INDEX "episode_opened_at_index" ON "episode" USING btree ("opened_at");--> statement-breakpoint
CREATE INDEX "episode_tenant_id_opened_at_index" ON "episode" USING btree ("tenant_id","opened_at");--> statement-breakpoint
CREATE INDEX "forecast_day_tenant_id_day_index" ON "forecast_day" USING btree ("tenant_id","day");--> statement-breakpoint
CREATE INDEX "risk_day_tenant_id_day_index" ON "risk_day" USING btree ("tenant_id","day");--> statement-breakpoint
CREATE INDEX "roll_day_tenant_id_day_index" ON "roll_day" USING btree ("tenant_id","day");--> statement-breakpoint
CREATE INDEX "roll_day_no_key" ON "roll_day" USING btree ("day") WHERE key_id = '';--> statement-breakpoint
CREATE INDEX "roll_quarter_tenant_id_bucket_index" ON "roll_quarter" USING btree ("tenant_id","bucket");--> statement-breakpoint
CREATE UNIQUE INDEX "signal_firing_open" ON "signal_firing" USING btree ("tenant_id","signal") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "signal_firing_opened_at_index" ON "signal_firing" USING btree ("opened_at");--> statement-breakpoint
CREATE INDEX "tenant_act_tenant_id_at_index" ON "tenant_act" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE INDEX "tenant_act_at_index" ON "tenant_act" USING btree ("at");