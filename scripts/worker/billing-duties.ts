import { resumePlanChanges } from "@/lib/billing/server/changes/resume-plan-changes";
import { moveClocks } from "@/lib/billing/server/clock/move-clocks";
import { repeatCommands } from "@/lib/billing/server/commands/repeat-commands";
import { runTopUps } from "@/lib/billing/server/credits/run-top-ups";
import { pollEvents, pollEverySeconds } from "@/lib/billing/server/intake/poll-events";
import { runInbox } from "@/lib/billing/server/intake/run-inbox";
import { cancelUnpaid } from "@/lib/billing/server/invoices/cancel-unpaid";
import { payRequested } from "@/lib/billing/server/invoices/pay-requested";
import { beginByTheClock } from "@/lib/billing/server/manual/begin-by-the-clock";
import { closeStatements } from "@/lib/billing/server/manual/close-statements";
import { noticeByTheClock } from "@/lib/billing/server/notices/notice-by-the-clock";
import { noticeCredits } from "@/lib/billing/server/notices/notice-credits";
import { syncPlans } from "@/lib/billing/server/plans/sync-plans";
import { checkLink } from "@/lib/billing/server/reconcile/check-link";
import { forgetPayloads } from "@/lib/billing/server/reconcile/forget-payloads";
import { reconcile } from "@/lib/billing/server/reconcile/reconcile";
import { resumeRefunds } from "@/lib/billing/server/refunds/resume-refunds";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { checkUsageNightly } from "@/lib/billing/server/usage/check-usage-nightly";
import { sealWindows } from "@/lib/billing/server/usage/seal-windows";
import { sendMeterRows } from "@/lib/billing/server/usage/send-meter-rows";
import { AppError } from "@/lib/errors";
import { dispatchNotices } from "@/lib/notices/server/dispatch-notices";
import { sendMails } from "@/lib/notices/server/send-mails";
import { log } from "@/lib/server/log";
import type { Duty } from "@/scripts/worker/duty";

const minuteMs = 60_000;

/** What billing must do by itself; while no cards are taken, only what needs no Stripe. */
export function billingDuties(): Duty[] {
  const always: Duty[] = [
    { name: "billing inbox", everyMs: 1_000, run: runInbox, wakes: true },
    { name: "plans", everyMs: 15_000, run: syncPlans },
    { name: "notices by the clock", everyMs: 30_000, run: noticeByTheClock },
    { name: "notices of credits", everyMs: minuteMs, run: noticeCredits },
    { name: "mails of notices", everyMs: 2_000, run: dispatchNotices },
    { name: "mails", everyMs: 5_000, run: sendMails },
    { name: "terms by hand", everyMs: 15_000, run: beginByTheClock },
    { name: "statements", everyMs: minuteMs, run: closeStatements },
    { name: "old events", everyMs: 60 * minuteMs, run: forgetPayloads },
  ];
  if (currentMode() === "manual") return always;
  const withStripe: Duty[] = [
    { name: "stripe link", everyMs: 5_000, run: keepLink() },
    { name: "event poll", everyMs: (pollEverySeconds() ?? 60) * 1_000, run: pollEvents },
    { name: "commands", everyMs: 5_000, run: repeatCommands },
    { name: "clocks", everyMs: 1_000, run: moveClocks },
    { name: "open invoices", everyMs: 2_000, run: payRequested },
    { name: "top-ups", everyMs: 5_000, run: runTopUps },
    { name: "unpaid for too long", everyMs: 10 * minuteMs, run: cancelUnpaid },
    { name: "refunds", everyMs: 10_000, run: resumeRefunds },
    { name: "plan changes", everyMs: 30_000, run: resumePlanChanges },
    { name: "overage", everyMs: 15_000, run: reportOverage },
    { name: "usage and invoices", everyMs: 30 * minuteMs, run: checkUsageNightly },
    { name: "comparison with stripe", everyMs: 5 * minuteMs, run: reconcile },
  ];
  return [...always, ...withStripe.map(patient)];
}

/** Looked at every minute, and every few seconds while it does not work: at a start Stripe's sandbox may come later. */
function keepLink(): Duty["run"] {
  let goodUntilMs = 0;
  return async (now) => {
    if (now.getTime() < goodUntilMs) return {};
    const { problems } = await checkLink(now);
    goodUntilMs = problems > 0 ? 0 : now.getTime() + minuteMs;
    return {};
  };
}

/** Hours are sealed before they are sent. */
async function reportOverage(now: Date): Promise<Record<string, unknown>> {
  return { ...(await sealWindows(now)), ...(await sendMeterRows(now)) };
}

/** That Stripe is away is no failure of a duty: the duty that looks at the link tells of it. */
function patient(duty: Duty): Duty {
  return {
    ...duty,
    async run(now) {
      try {
        return await duty.run(now);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "payment_processor_unavailable") throw error;
        log().debug({ duty: duty.name }, "stripe is away");
        return {};
      }
    },
  };
}
