import { nextBoundary } from "@/scripts/stripe-sandbox/catalog/next-boundary";
import { advanceClock, finishAdvance, furthestAdvance } from "@/scripts/stripe-sandbox/clocks/handlers";
import type { StripeEvent } from "@/scripts/stripe-sandbox/events/types";
import { update } from "@/scripts/stripe-sandbox/events/update";
import { periodOf } from "@/scripts/stripe-sandbox/subscriptions/period-of";
import { advanceTime } from "@/scripts/stripe-sandbox/time/advance-time";
import { emptyState } from "@/scripts/stripe-sandbox/world/empty-state";
import { nowOf, nowOfClock } from "@/scripts/stripe-sandbox/world/now-of";
import { all, get } from "@/scripts/stripe-sandbox/world/objects";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

type Form = Record<string, string>;

const spans: Record<string, number> = { hour: 3_600, day: 86_400, week: 7 * 86_400 };
/** After a renewal its invoice is a draft for an hour. */
const draftHour = 3_700;

/** What the buttons of the panel do, by the end of their path. */
export const panelActions: Record<
  string,
  (world: World, form: Form, resend: (event: StripeEvent) => Promise<void>) => unknown
> = {
  advance(world, form) {
    const isAll = !form.customer || form.customer === "all";
    const clocks = isAll
      ? [null, ...all(world, "test_helpers.test_clock").map(({ id }) => id)]
      : [get(world, "customer", form.customer, "customer").test_clock];
    for (const clock of clocks) move(world, clock, form);
  },
  fail: (world, form) => {
    get(world, "customer", form.customer, "customer").hidden.failNextCharge = true;
  },
  expire(world, form) {
    const customer = get(world, "customer", form.customer, "customer");
    const card = get(world, "payment_method", customer.invoice_settings.default_payment_method, "customer");
    const next = new Date(nextBoundary(nowOf(world, customer.id), "month", 1, nowOf(world, customer.id)) * 1000);
    const date = { exp_month: next.getUTCMonth() + 1, exp_year: next.getUTCFullYear() };
    update(world, card, { card: { ...card.card, ...date } }, "payment_method.automatically_updated");
  },
  faults(world, form) {
    const dropPercent = Math.min(100, Math.max(0, Number(form.dropPercent) || 0));
    world.faults = { shuffle: form.shuffle === "true", duplicate: form.duplicate === "true", dropPercent };
  },
  resend: (world, form, resend) => resend(get(world, "event", form.event)),
  reset(world) {
    const { webhookSecret } = world.state;
    world.state = { ...emptyState(), webhookSecret };
    world.deliveries = [];
  },
};

/** Steps as often as Stripe's limit asks for. */
function move(world: World, clock: string | null, form: Form) {
  const now = nowOfClock(world, clock);
  const target = targetOf(world, clock, form, now);
  if (target <= now) return;
  if (clock === null) return advanceTime(world, null, target);
  const found = get(world, "test_helpers.test_clock", clock);
  while (found.frozen_time < target) {
    advanceClock(world, found, Math.min(target, furthestAdvance(world, found)));
    finishAdvance(world, found);
  }
}

function targetOf(world: World, clock: string | null, form: Form, now: number): number {
  if (form.to) return Number(form.to);
  if (form.seconds) return now + Number(form.seconds);
  if (form.step !== "renewal") return now + (spans[form.step ?? ""] ?? refuse("Unknown step."));
  const ends = all(world, "subscription")
    .filter(({ ended_at, test_clock }) => ended_at === null && test_clock === clock)
    .map((subscription) => periodOf(subscription).end);
  return ends.length > 0 ? Math.min(...ends) + draftHour : now;
}
