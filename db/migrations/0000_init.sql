CREATE TABLE "audit_log" (
	"id" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"tenant_id" text,
	"action" text NOT NULL,
	"object_kind" text NOT NULL,
	"object_id" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"reason" text,
	"request_id" text,
	"address" text
);
--> statement-breakpoint
CREATE TABLE "control_change" (
	"id" bigint PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"subject_id" text NOT NULL,
	"tenant_id" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "control_head" (
	"one" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"last_id" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "guard_window" (
	"guard" text NOT NULL,
	"subject" text NOT NULL,
	"window_start" timestamp with time zone NOT NULL,
	"attempts" integer NOT NULL,
	CONSTRAINT "guard_window_guard_subject_window_start_pk" PRIMARY KEY("guard","subject","window_start")
);
--> statement-breakpoint
CREATE TABLE "install" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"demo" text DEFAULT 'empty' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "linked_account" (
	"provider" text NOT NULL,
	"provider_account_id" text NOT NULL,
	"person_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "linked_account_provider_provider_account_id_pk" PRIMARY KEY("provider","provider_account_id")
);
--> statement-breakpoint
CREATE TABLE "member" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"person_id" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "member_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "member_tenantId_personId_unique" UNIQUE("tenant_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "person" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"staff_role" text,
	"disabled_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "person_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" text PRIMARY KEY NOT NULL,
	"sid_hash" "bytea" NOT NULL,
	"person_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"address" text,
	"user_agent" text,
	CONSTRAINT "session_sidHash_unique" UNIQUE("sid_hash")
);
--> statement-breakpoint
CREATE TABLE "tenant" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"suspended_at" timestamp with time zone,
	"suspended_reason" text,
	"locale" text,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"upstream_url" text NOT NULL,
	"upstream_header" text,
	"upstream_secret" "bytea",
	"upstream_secret_set_at" timestamp with time zone,
	"connect_timeout_ms" integer DEFAULT 5000 NOT NULL,
	"response_timeout_ms" integer DEFAULT 30000 NOT NULL,
	"idle_timeout_ms" integer DEFAULT 60000 NOT NULL,
	"allowed_origins" text[] DEFAULT '{}' NOT NULL,
	"demo" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "api_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "feature" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"name_de" text,
	"kind" text NOT NULL,
	"unit" text DEFAULT 'call' NOT NULL,
	"unit_plural" text DEFAULT 'calls' NOT NULL,
	"contact_sales" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "feature_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "plan" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"hidden" boolean DEFAULT false NOT NULL,
	"position" smallint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "plan_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "plan_feature" (
	"plan_version_id" text NOT NULL,
	"feature_id" text NOT NULL,
	"limit_units" bigint,
	CONSTRAINT "plan_feature_plan_version_id_feature_id_pk" PRIMARY KEY("plan_version_id","feature_id")
);
--> statement-breakpoint
CREATE TABLE "plan_version" (
	"id" text PRIMARY KEY NOT NULL,
	"plan_id" text NOT NULL,
	"number" integer NOT NULL,
	"status" text NOT NULL,
	"price_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"rate_per_minute" integer,
	"trial_days" integer DEFAULT 0 NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"published_at" timestamp with time zone,
	"published_by" text,
	CONSTRAINT "plan_version_planId_number_unique" UNIQUE("plan_id","number")
);
--> statement-breakpoint
CREATE TABLE "route" (
	"id" text PRIMARY KEY NOT NULL,
	"api_id" text NOT NULL,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"feature_id" text,
	"cost_units" bigint DEFAULT 1 NOT NULL,
	"scope" text,
	"max_body_bytes" integer DEFAULT 10485760 NOT NULL,
	"charged_statuses" jsonb DEFAULT '[[200,399]]'::jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "exception" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"feature_id" text,
	"units" bigint,
	"reason" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"granted_by" text NOT NULL,
	"withdrawn_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "exception_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "subscription" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"plan_version_id" text NOT NULL,
	"status" text NOT NULL,
	"anchor" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone,
	"replaced_at" timestamp with time zone,
	"created_by" text NOT NULL,
	CONSTRAINT "subscription_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "api_key" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"mode" text NOT NULL,
	"scopes" text[] DEFAULT '{}' NOT NULL,
	"allowed_networks" text[] DEFAULT '{}' NOT NULL,
	"error_detail" text DEFAULT 'full' NOT NULL,
	"expires_at" timestamp with time zone,
	"paused_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "api_key_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "key_secret" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"key_id" text NOT NULL,
	"digest" "bytea" NOT NULL,
	"hint" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"replaced_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"last_used_address" text,
	CONSTRAINT "key_secret_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "key_secret_digest_unique" UNIQUE("digest")
);
--> statement-breakpoint
CREATE TABLE "ledger_account" (
	"tenant_id" text NOT NULL,
	"account_id" text NOT NULL,
	"feature_id" text NOT NULL,
	"mode" text NOT NULL,
	"period_start" timestamp with time zone NOT NULL,
	"period_end" timestamp with time zone NOT NULL,
	"posted" bigint,
	"consumed" bigint DEFAULT 0 NOT NULL,
	"reserved" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "ledger_account_tenant_id_account_id_pk" PRIMARY KEY("tenant_id","account_id"),
	CONSTRAINT "ledger_account_period" UNIQUE("tenant_id","feature_id","mode","period_start"),
	CONSTRAINT "ledger_account_consumed" CHECK (consumed >= 0),
	CONSTRAINT "ledger_account_reserved" CHECK (reserved >= 0)
);
--> statement-breakpoint
CREATE TABLE "node" (
	"node_id" text PRIMARY KEY NOT NULL,
	"door" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "request_log" (
	"request_id" text NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	"mode" text,
	"door" text NOT NULL,
	"tenant_id" text,
	"key_id" text,
	"key_hint" text,
	"api_id" text,
	"route_id" text,
	"feature_id" text,
	"plan_version_id" text,
	"method" text NOT NULL,
	"route_path" text,
	"status" smallint NOT NULL,
	"code" text,
	"gates" jsonb,
	"reasons" text[] DEFAULT '{}' NOT NULL,
	"details" jsonb,
	"limit_units" bigint,
	"used_units" bigint,
	"asked_units" bigint,
	"units" bigint DEFAULT 0 NOT NULL,
	"upstream_status" smallint,
	"gate_us" integer NOT NULL,
	"upstream_ms" integer,
	"total_ms" integer NOT NULL,
	"aborted" boolean DEFAULT false NOT NULL,
	"client_request_id" text,
	"weight" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "request_log_decided_at_request_id_pk" PRIMARY KEY("decided_at","request_id")
) PARTITION BY RANGE ("decided_at");
--> statement-breakpoint
CREATE TABLE "usage_event" (
	"tenant_id" text NOT NULL,
	"request_id" text NOT NULL,
	"account_id" text NOT NULL,
	"node_id" text NOT NULL,
	"key_id" text NOT NULL,
	"route_id" text NOT NULL,
	"outcome" text NOT NULL,
	"held_units" bigint NOT NULL,
	"charged_units" bigint DEFAULT 0 NOT NULL,
	"admitted_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "usage_event_tenant_id_request_id_pk" PRIMARY KEY("tenant_id","request_id")
);
--> statement-breakpoint
ALTER TABLE "linked_account" ADD CONSTRAINT "linked_account_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member" ADD CONSTRAINT "member_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member" ADD CONSTRAINT "member_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_feature" ADD CONSTRAINT "plan_feature_plan_version_id_plan_version_id_fk" FOREIGN KEY ("plan_version_id") REFERENCES "public"."plan_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_feature" ADD CONSTRAINT "plan_feature_feature_id_feature_id_fk" FOREIGN KEY ("feature_id") REFERENCES "public"."feature"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_version" ADD CONSTRAINT "plan_version_plan_id_plan_id_fk" FOREIGN KEY ("plan_id") REFERENCES "public"."plan"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "route" ADD CONSTRAINT "route_api_id_api_id_fk" FOREIGN KEY ("api_id") REFERENCES "public"."api"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "route" ADD CONSTRAINT "route_feature_id_feature_id_fk" FOREIGN KEY ("feature_id") REFERENCES "public"."feature"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exception" ADD CONSTRAINT "exception_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exception" ADD CONSTRAINT "exception_feature_id_feature_id_fk" FOREIGN KEY ("feature_id") REFERENCES "public"."feature"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_plan_version_id_plan_version_id_fk" FOREIGN KEY ("plan_version_id") REFERENCES "public"."plan_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_secret" ADD CONSTRAINT "key_secret_tenant_id_key_id_api_key_tenant_id_id_fk" FOREIGN KEY ("tenant_id","key_id") REFERENCES "public"."api_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_account" ADD CONSTRAINT "ledger_account_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_account" ADD CONSTRAINT "ledger_account_feature_id_feature_id_fk" FOREIGN KEY ("feature_id") REFERENCES "public"."feature"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_tenant_id_at_index" ON "audit_log" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE INDEX "audit_log_at_index" ON "audit_log" USING btree ("at");--> statement-breakpoint
CREATE INDEX "audit_log_object_id_index" ON "audit_log" USING btree ("object_id");--> statement-breakpoint
CREATE INDEX "control_change_at_index" ON "control_change" USING btree ("at");--> statement-breakpoint
CREATE INDEX "member_person_id_index" ON "member" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "session_person_id_index" ON "session" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "route_api_id_index" ON "route" USING btree ("api_id");--> statement-breakpoint
CREATE INDEX "exception_ends_at_index" ON "exception" USING btree ("ends_at");--> statement-breakpoint
CREATE UNIQUE INDEX "subscription_current" ON "subscription" USING btree ("tenant_id") WHERE replaced_at is null;--> statement-breakpoint
CREATE INDEX "subscription_plan_version_id_index" ON "subscription" USING btree ("plan_version_id");--> statement-breakpoint
CREATE INDEX "api_key_id_index" ON "api_key" USING btree ("id");--> statement-breakpoint
CREATE INDEX "key_secret_tenant_id_key_id_index" ON "key_secret" USING btree ("tenant_id","key_id");--> statement-breakpoint
CREATE INDEX "request_log_tenant_id_decided_at_index" ON "request_log" USING btree ("tenant_id","decided_at");--> statement-breakpoint
CREATE INDEX "request_log_tenant_id_key_id_decided_at_index" ON "request_log" USING btree ("tenant_id","key_id","decided_at");--> statement-breakpoint
CREATE INDEX "request_log_status_decided_at_index" ON "request_log" USING btree ("status","decided_at");--> statement-breakpoint
CREATE INDEX "usage_event_held" ON "usage_event" USING btree ("node_id") WHERE outcome = 'held';--> statement-breakpoint
CREATE INDEX "usage_event_tenant_id_account_id_index" ON "usage_event" USING btree ("tenant_id","account_id");