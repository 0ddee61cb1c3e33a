import { sign } from "@/scripts/stripe-sandbox/events/sign";
import type { StripeEvent, WebhookEndpoint } from "@/scripts/stripe-sandbox/events/types";
import { all } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

export interface Deliveries {
  /** Tells an event to every endpoint that wants it, soon. */
  deliver: (event: StripeEvent) => void;
  /** Tells it once more, whatever became of it before. */
  resend: (event: StripeEvent) => Promise<void>;
  /** Until nothing waits to be told. */
  idle: () => Promise<void>;
}

const attempts = 4;
const answerWithinMs = 10_000;
const keptInLog = 2_000;

type Target = Pick<WebhookEndpoint, "url" | "enabled_events" | "status"> & { secret: string };

/**
 * Webhooks, outside the request that caused them: one after the other per endpoint, signed, tried four times with a
 * growing pause.
 *
 * @param given the endpoint that was named at the start, besides those made through the API
 * @param retryPauseMs before the second attempt; it doubles
 */
export function openDeliveries(world: () => World, given: Target | null, retryPauseMs: number): Deliveries {
  let waiting: { target: Target; event: StripeEvent }[] = [];
  let isSoon = false;
  const running = new Set<Promise<void>>();

  const targets = (type: string): Target[] =>
    [
      ...(given ? [{ ...given, secret: world().state.webhookSecret }] : []),
      ...all(world(), "webhook_endpoint").map((endpoint) => ({ ...endpoint, secret: endpoint.hidden.secret })),
    ].filter(
      ({ status, enabled_events }) =>
        status === "enabled" && (enabled_events.includes("*") || enabled_events.includes(type)),
    );

  function deliver(event: StripeEvent) {
    const wanted = targets(event.type);
    event.pending_webhooks = wanted.length;
    waiting.push(...wanted.map((target) => ({ target, event })));
    if (isSoon || waiting.length === 0) return;
    isSoon = true;
    setTimeout(flush, 5);
  }

  function flush() {
    isSoon = false;
    const batch = withFaults(world(), waiting);
    waiting = [];
    const work = (async () => {
      for (const { target, event } of batch) await attempt(target, event, 1);
    })().finally(() => running.delete(work));
    running.add(work);
  }

  async function attempt(target: Target, event: StripeEvent, number: number): Promise<void> {
    const isTold = await post(world(), target, event, number);
    if (isTold) event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
    if (isTold || number === attempts) return;
    const again = new Promise<void>((done) => setTimeout(done, retryPauseMs * 2 ** (number - 1)))
      .then(() => attempt(target, event, number + 1))
      .finally(() => running.delete(again));
    running.add(again);
  }

  return {
    deliver,
    async resend(event) {
      for (const target of targets(event.type)) await post(world(), target, event, 1);
    },
    async idle() {
      while (isSoon || waiting.length > 0 || running.size > 0) {
        await new Promise((done) => setTimeout(done, 5));
        await Promise.all(running);
      }
    },
  };
}

/** Shuffled, doubled or lost on purpose, as the panel says. */
function withFaults<T>({ faults }: World, batch: T[]): T[] {
  const kept = batch.filter(() => Math.random() * 100 >= faults.dropPercent);
  const doubled = faults.duplicate ? kept.flatMap((one) => (Math.random() < 0.5 ? [one, one] : [one])) : kept;
  if (!faults.shuffle) return doubled;
  return doubled
    .map((one) => ({ one, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

async function post(world: World, target: Target, event: StripeEvent, attempt: number): Promise<boolean> {
  const body = JSON.stringify(event, null, 2);
  const at = Math.floor(Date.now() / 1000);
  let status: number | null = null;
  let error: string | null = null;
  try {
    const response = await fetch(target.url, {
      method: "POST",
      redirect: "manual",
      headers: {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "stripe-signature": sign(target.secret, body, at),
      },
      body,
      signal: AbortSignal.timeout(answerWithinMs),
    });
    status = response.status;
    await response.arrayBuffer();
  } catch (problem) {
    error = problem instanceof Error ? String(problem.cause ?? problem.message) : String(problem);
  }
  world.deliveries.push({ event: event.id, type: event.type, url: target.url, attempt, at, status, error });
  if (world.deliveries.length > keptInLog) world.deliveries.splice(0, keptInLog / 4);
  return status !== null && status >= 200 && status < 300;
}
