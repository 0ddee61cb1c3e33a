ALTER TABLE "refund" ADD COLUMN "request_key" text;--> statement-breakpoint
ALTER TABLE "refund" ADD CONSTRAINT "refund_requestKey_unique" UNIQUE("request_key");