CREATE TABLE "billing_account" (
	"tenant_id" text PRIMARY KEY NOT NULL,
	"stripe_customer_id" text,
	"currency" text,
	"balance_minor" bigint DEFAULT 0 NOT NULL,
	"default_payment_method_id" text,
	"billing_name" text,
	"billing_email" text,
	"billing_address" jsonb,
	"tax_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"test_clock_id" text,
	"clock_offset_seconds" integer DEFAULT 0 NOT NULL,
	"clock_target" timestamp with time zone,
	"sync_requested_at" timestamp with time zone,
	"synced_at" timestamp with time zone,
	"sync_error" text,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "billing_account_stripeCustomerId_unique" UNIQUE("stripe_customer_id")
);
--> statement-breakpoint
CREATE TABLE "billing_subscription" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"billed_by" text NOT NULL,
	"stripe_subscription_id" text,
	"status" text NOT NULL,
	"plan_version_id" text,
	"anchor_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"interval" text NOT NULL,
	"period_start" timestamp with time zone,
	"period_end" timestamp with time zone,
	"trial_end" timestamp with time zone,
	"cancel_at" timestamp with time zone,
	"cancel_reason" text,
	"ended_at" timestamp with time zone,
	"paused_reason" text,
	"pending_update" jsonb,
	"stripe_schedule_id" text,
	"stripe_default_payment_method_id" text,
	"overdue_since" timestamp with time zone,
	"manual_reference" text,
	"fetched_at" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "billing_subscription_stripeSubscriptionId_unique" UNIQUE("stripe_subscription_id"),
	CONSTRAINT "billing_subscription_stripe" CHECK ((billed_by = 'stripe') = (stripe_subscription_id is not null))
);
--> statement-breakpoint
CREATE TABLE "billing_subscription_item" (
	"stripe_item_id" text PRIMARY KEY NOT NULL,
	"billing_subscription_id" text NOT NULL,
	"stripe_price_id" text NOT NULL,
	"price_id" text,
	"quantity" integer,
	"period_start" timestamp with time zone NOT NULL,
	"period_end" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "billing_task" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text,
	"kind" text NOT NULL,
	"object_id" text NOT NULL,
	"details" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	"closed_by" text
);
--> statement-breakpoint
CREATE TABLE "checkout_intent" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"kind" text NOT NULL,
	"plan_version_id" text,
	"credit_pack_id" text,
	"amount_minor" bigint,
	"currency" text,
	"credit_micro" bigint,
	"stripe_session_id" text,
	"url" text,
	"status" text NOT NULL,
	"from_request_id" text,
	"expires_at" timestamp with time zone NOT NULL,
	"completed_at" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "checkout_intent_stripeSessionId_unique" UNIQUE("stripe_session_id")
);
--> statement-breakpoint
CREATE TABLE "invoice" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"billing_subscription_id" text,
	"billed_by" text NOT NULL,
	"stripe_invoice_id" text,
	"number" text,
	"status" text NOT NULL,
	"reason" text NOT NULL,
	"currency" text NOT NULL,
	"subtotal_minor" bigint NOT NULL,
	"tax_minor" bigint DEFAULT 0 NOT NULL,
	"total_minor" bigint NOT NULL,
	"due_minor" bigint NOT NULL,
	"paid_minor" bigint NOT NULL,
	"refunded_minor" bigint DEFAULT 0 NOT NULL,
	"attempt_count" integer DEFAULT 0 NOT NULL,
	"auto_advance" boolean DEFAULT true NOT NULL,
	"period_start" timestamp with time zone,
	"period_end" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"finalized_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"next_attempt_at" timestamp with time zone,
	"paid_at" timestamp with time zone,
	"cause" text,
	"decline_code" text,
	"hosted_url" text,
	"pdf_url" text,
	"payment_intent_id" text,
	"lines" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"fetched_at" timestamp with time zone,
	CONSTRAINT "invoice_stripeInvoiceId_unique" UNIQUE("stripe_invoice_id")
);
--> statement-breakpoint
CREATE TABLE "meter_row" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"feature_id" text NOT NULL,
	"plan_version_id" text NOT NULL,
	"window_start" timestamp with time zone NOT NULL,
	"seq" smallint NOT NULL,
	"units" bigint NOT NULL,
	"identifier" text NOT NULL,
	"sent_ts" timestamp with time zone,
	"status" text NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"error" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "meter_row_identifier_unique" UNIQUE("identifier"),
	CONSTRAINT "meter_row_window" UNIQUE("tenant_id","feature_id","window_start","seq"),
	CONSTRAINT "meter_row_units" CHECK (units > 0)
);
--> statement-breakpoint
CREATE TABLE "payment_method" (
	"stripe_payment_method_id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"brand" text NOT NULL,
	"last4" text NOT NULL,
	"exp_month" smallint NOT NULL,
	"exp_year" smallint NOT NULL,
	"fingerprint" text,
	"is_default" boolean DEFAULT false NOT NULL,
	"last_cause" text,
	"detached_at" timestamp with time zone,
	"fetched_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plan_change" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"billing_subscription_id" text NOT NULL,
	"kind" text NOT NULL,
	"from_version_id" text,
	"to_version_id" text,
	"proration_at" timestamp with time zone,
	"previewed_minor" bigint,
	"charged_minor" bigint,
	"currency" text,
	"effective_at" timestamp with time zone,
	"status" text NOT NULL,
	"stripe_invoice_id" text,
	"reason" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reconcile_run" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "refund" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"invoice_id" text NOT NULL,
	"stripe_refund_id" text,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"credit_micro" bigint DEFAULT 0 NOT NULL,
	"status" text NOT NULL,
	"reason" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "refund_stripeRefundId_unique" UNIQUE("stripe_refund_id")
);
--> statement-breakpoint
CREATE TABLE "statement" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"billing_subscription_id" text NOT NULL,
	"plan_version_id" text NOT NULL,
	"period_start" timestamp with time zone NOT NULL,
	"period_end" timestamp with time zone NOT NULL,
	"currency" text NOT NULL,
	"total_minor" bigint NOT NULL,
	"lines" jsonb NOT NULL,
	"invoice_id" text,
	"closed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "statement_period" UNIQUE("billing_subscription_id","period_start")
);
--> statement-breakpoint
CREATE TABLE "stripe_command" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text,
	"kind" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"request" jsonb NOT NULL,
	"status" text NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"response_id" text,
	"stripe_request_id" text,
	"error" jsonb,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "stripe_command_idempotencyKey_unique" UNIQUE("idempotency_key")
);
--> statement-breakpoint
CREATE TABLE "stripe_event" (
	"stripe_event_id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"stripe_customer_id" text,
	"object_id" text,
	"api_version" text,
	"livemode" boolean NOT NULL,
	"created" timestamp with time zone NOT NULL,
	"source" text NOT NULL,
	"status" text NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"claimed_at" timestamp with time zone,
	"error" text,
	"payload" jsonb,
	"received_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "stripe_link" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"account_id" text NOT NULL,
	"mode" text NOT NULL,
	"api_version" text NOT NULL,
	"webhook_endpoint_id" text,
	"portal_configuration_id" text,
	"portal_configuration_hash" text,
	"events_seen_until" timestamp with time zone,
	"checked_at" timestamp with time zone NOT NULL,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "stripe_object" (
	"local_type" text NOT NULL,
	"local_id" text NOT NULL,
	"stripe_account" text NOT NULL,
	"stripe_id" text NOT NULL,
	"lookup_key" text,
	"spec_hash" text NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"synced_at" timestamp with time zone NOT NULL,
	CONSTRAINT "stripe_object_local_type_local_id_stripe_account_pk" PRIMARY KEY("local_type","local_id","stripe_account"),
	CONSTRAINT "stripe_object_stripe" UNIQUE("stripe_account","local_type","stripe_id")
);
--> statement-breakpoint
CREATE TABLE "top_up" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"credit_pack_id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"credit_micro" bigint NOT NULL,
	"status" text NOT NULL,
	"stripe_invoice_id" text,
	"hosted_url" text,
	"cause" text,
	"created_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "top_up_rule" (
	"tenant_id" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"threshold_micro" bigint NOT NULL,
	"credit_pack_id" text NOT NULL,
	"monthly_cap_minor" bigint NOT NULL,
	"max_per_day" smallint DEFAULT 5 NOT NULL,
	"cooldown_until" timestamp with time zone,
	"soft_failures" smallint DEFAULT 0 NOT NULL,
	"last_cause" text,
	"consented_by" text NOT NULL,
	"consented_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "credit_pack" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"credit_micro" bigint NOT NULL,
	"price_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"expires_after_days" integer,
	"position" smallint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "subscription_change" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"from_status" text,
	"to_status" text NOT NULL,
	"from_plan_version_id" text,
	"to_plan_version_id" text,
	"source" text NOT NULL,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "mail" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mail_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"notice_id" text NOT NULL,
	"person_id" text,
	"address" text NOT NULL,
	"locale" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"status" text NOT NULL,
	"detail" text,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "notice" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text,
	"kind" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	"dispatched_at" timestamp with time zone,
	CONSTRAINT "notice_dedupeKey_unique" UNIQUE("dedupe_key")
);
--> statement-breakpoint
ALTER TABLE "plan" ADD COLUMN "fallback" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "plan_feature" ADD COLUMN "overage_rate_e_12" bigint;--> statement-breakpoint
ALTER TABLE "plan_version" ADD COLUMN "interval" text DEFAULT 'month' NOT NULL;--> statement-breakpoint
ALTER TABLE "plan_version" ADD COLUMN "grace_days" smallint DEFAULT 7 NOT NULL;--> statement-breakpoint
ALTER TABLE "plan_version" ADD COLUMN "trial_grace_days" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "plan_version" ADD COLUMN "trial_needs_card" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "source" text DEFAULT 'manual' NOT NULL;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "after_status" text;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "after_plan_version_id" text;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "after_reason" text;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "overdue" jsonb;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "clock_offset_seconds" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "billing_account" ADD CONSTRAINT "billing_account_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_subscription" ADD CONSTRAINT "billing_subscription_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_subscription" ADD CONSTRAINT "billing_subscription_plan_version_id_plan_version_id_fk" FOREIGN KEY ("plan_version_id") REFERENCES "public"."plan_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_subscription_item" ADD CONSTRAINT "billing_subscription_item_billing_subscription_id_billing_subscription_id_fk" FOREIGN KEY ("billing_subscription_id") REFERENCES "public"."billing_subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_task" ADD CONSTRAINT "billing_task_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkout_intent" ADD CONSTRAINT "checkout_intent_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkout_intent" ADD CONSTRAINT "checkout_intent_plan_version_id_plan_version_id_fk" FOREIGN KEY ("plan_version_id") REFERENCES "public"."plan_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkout_intent" ADD CONSTRAINT "checkout_intent_credit_pack_id_credit_pack_id_fk" FOREIGN KEY ("credit_pack_id") REFERENCES "public"."credit_pack"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_billing_subscription_id_billing_subscription_id_fk" FOREIGN KEY ("billing_subscription_id") REFERENCES "public"."billing_subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meter_row" ADD CONSTRAINT "meter_row_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meter_row" ADD CONSTRAINT "meter_row_feature_id_feature_id_fk" FOREIGN KEY ("feature_id") REFERENCES "public"."feature"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meter_row" ADD CONSTRAINT "meter_row_plan_version_id_plan_version_id_fk" FOREIGN KEY ("plan_version_id") REFERENCES "public"."plan_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_method" ADD CONSTRAINT "payment_method_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_change" ADD CONSTRAINT "plan_change_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_change" ADD CONSTRAINT "plan_change_billing_subscription_id_billing_subscription_id_fk" FOREIGN KEY ("billing_subscription_id") REFERENCES "public"."billing_subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_change" ADD CONSTRAINT "plan_change_from_version_id_plan_version_id_fk" FOREIGN KEY ("from_version_id") REFERENCES "public"."plan_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_change" ADD CONSTRAINT "plan_change_to_version_id_plan_version_id_fk" FOREIGN KEY ("to_version_id") REFERENCES "public"."plan_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refund" ADD CONSTRAINT "refund_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refund" ADD CONSTRAINT "refund_invoice_id_invoice_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoice"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement" ADD CONSTRAINT "statement_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement" ADD CONSTRAINT "statement_billing_subscription_id_billing_subscription_id_fk" FOREIGN KEY ("billing_subscription_id") REFERENCES "public"."billing_subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement" ADD CONSTRAINT "statement_plan_version_id_plan_version_id_fk" FOREIGN KEY ("plan_version_id") REFERENCES "public"."plan_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement" ADD CONSTRAINT "statement_invoice_id_invoice_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoice"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stripe_command" ADD CONSTRAINT "stripe_command_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "top_up" ADD CONSTRAINT "top_up_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "top_up" ADD CONSTRAINT "top_up_credit_pack_id_credit_pack_id_fk" FOREIGN KEY ("credit_pack_id") REFERENCES "public"."credit_pack"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "top_up_rule" ADD CONSTRAINT "top_up_rule_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "top_up_rule" ADD CONSTRAINT "top_up_rule_credit_pack_id_credit_pack_id_fk" FOREIGN KEY ("credit_pack_id") REFERENCES "public"."credit_pack"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription_change" ADD CONSTRAINT "subscription_change_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription_change" ADD CONSTRAINT "subscription_change_from_plan_version_id_plan_version_id_fk" FOREIGN KEY ("from_plan_version_id") REFERENCES "public"."plan_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription_change" ADD CONSTRAINT "subscription_change_to_plan_version_id_plan_version_id_fk" FOREIGN KEY ("to_plan_version_id") REFERENCES "public"."plan_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail" ADD CONSTRAINT "mail_notice_id_notice_id_fk" FOREIGN KEY ("notice_id") REFERENCES "public"."notice"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail" ADD CONSTRAINT "mail_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice" ADD CONSTRAINT "notice_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "billing_subscription_tenant_id_index" ON "billing_subscription" USING btree ("tenant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "billing_subscription_one" ON "billing_subscription" USING btree ("tenant_id") WHERE billed_by <> 'stripe' and ended_at is null;--> statement-breakpoint
CREATE INDEX "billing_subscription_item_billing_subscription_id_index" ON "billing_subscription_item" USING btree ("billing_subscription_id");--> statement-breakpoint
CREATE UNIQUE INDEX "billing_task_open" ON "billing_task" USING btree ("kind","object_id") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "billing_task_tenant_id_index" ON "billing_task" USING btree ("tenant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "checkout_intent_one" ON "checkout_intent" USING btree ("tenant_id") WHERE status = 'open' and kind = 'subscribe';--> statement-breakpoint
CREATE INDEX "checkout_intent_tenant_id_index" ON "checkout_intent" USING btree ("tenant_id");--> statement-breakpoint
CREATE INDEX "invoice_tenant_id_created_at_index" ON "invoice" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "invoice_unpaid" ON "invoice" USING btree ("due_at") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "meter_row_open" ON "meter_row" USING btree ("next_at") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "payment_method_tenant_id_index" ON "payment_method" USING btree ("tenant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "plan_change_one" ON "plan_change" USING btree ("billing_subscription_id") WHERE status in ('sent', 'pending_payment', 'scheduled');--> statement-breakpoint
CREATE INDEX "plan_change_tenant_id_index" ON "plan_change" USING btree ("tenant_id");--> statement-breakpoint
CREATE INDEX "reconcile_run_kind_started_at_index" ON "reconcile_run" USING btree ("kind","started_at");--> statement-breakpoint
CREATE INDEX "refund_tenant_id_index" ON "refund" USING btree ("tenant_id");--> statement-breakpoint
CREATE INDEX "refund_invoice_id_index" ON "refund" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "statement_tenant_id_index" ON "statement" USING btree ("tenant_id");--> statement-breakpoint
CREATE INDEX "stripe_command_open" ON "stripe_command" USING btree ("next_at") WHERE status in ('pending', 'sent', 'unknown');--> statement-breakpoint
CREATE INDEX "stripe_command_tenant_id_index" ON "stripe_command" USING btree ("tenant_id");--> statement-breakpoint
CREATE INDEX "stripe_event_waiting" ON "stripe_event" USING btree ("next_at") WHERE status in ('new', 'claimed');--> statement-breakpoint
CREATE INDEX "stripe_event_received_at_index" ON "stripe_event" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "stripe_event_stripe_customer_id_index" ON "stripe_event" USING btree ("stripe_customer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "top_up_one" ON "top_up" USING btree ("tenant_id") WHERE status in ('claimed', 'unknown');--> statement-breakpoint
CREATE INDEX "top_up_tenant_id_created_at_index" ON "top_up" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "subscription_change_tenant_id_at_index" ON "subscription_change" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE INDEX "subscription_change_at_index" ON "subscription_change" USING btree ("at");--> statement-breakpoint
CREATE INDEX "mail_notice_id_index" ON "mail" USING btree ("notice_id");--> statement-breakpoint
CREATE INDEX "mail_waiting" ON "mail" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "notice_tenant_id_created_at_index" ON "notice" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "notice_waiting" ON "notice" USING btree ("created_at");--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_after_plan_version_id_plan_version_id_fk" FOREIGN KEY ("after_plan_version_id") REFERENCES "public"."plan_version"("id") ON DELETE no action ON UPDATE no action;