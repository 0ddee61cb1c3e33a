import type { UnblockView } from "@/lib/billing/views";

export type Step = { name: string; state: "done" | "now" | "later"; time: string };

/** After so long without the provider's word, the page says that there is nothing to do. */
const slowAfterMs = 10_000;

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: "UTC" });
const seconds = (ms: number) => `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;

/** Access is written only upon the provider's word, but that may be noted down a little later than the access is. */
function inOrder(view: UnblockView): UnblockView {
  const earlier = (at: string | null, next: string | null) =>
    at !== null && next !== null && Date.parse(next) < Date.parse(at) ? next : at;
  const confirmedAt = earlier(view.confirmedAt, view.grantedAt);
  return { ...view, confirmedAt, paymentSentAt: earlier(view.paymentSentAt, confirmedAt) };
}

/** The five steps of the way from a payment to an open gate: which are done, how long each took, which one runs. */
export function describeSteps(
  seen: UnblockView,
  now: Date | null,
): { steps: Step[]; headline: string; isSlow: boolean } {
  const view = inOrder(seen);
  const named: [string, string | null][] = [
    ["Payment sent", view.paymentSentAt],
    ["Confirmed by the provider", view.confirmedAt],
    ["Access granted", view.grantedAt],
    ["Gate open on all gateways", view.gateOpenAt],
    ["Your first allowed call", view.firstAllowedAt],
  ];
  const current = named.findIndex(([, at]) => at === null);
  const steps = named.map(([name, at], index): Step => {
    const before = named[index - 1]?.[1] ?? null;
    if (at !== null) {
      const took = before === null ? clock.format(new Date(at)) : `+ ${seconds(Date.parse(at) - Date.parse(before))}`;
      return { name, state: "done", time: index === 0 ? `${took} UTC` : took };
    }
    if (index !== current) return { name, state: "later", time: "" };
    // The last step waits for a person: a running clock would only hurry.
    const isRunning = before !== null && now !== null && index < named.length - 1;
    return { name, state: "now", time: isRunning ? seconds(now.getTime() - Date.parse(before)) : "" };
  });
  const waitsSince = view.paymentSentAt;
  const isSlow =
    view.confirmedAt === null &&
    waitsSince !== null &&
    now !== null &&
    now.getTime() - Date.parse(waitsSince) > slowAfterMs;
  return { steps, headline: headlineOf(view), isSlow };
}

function headlineOf({ confirmedAt, gateOpenAt, firstAllowedAt }: UnblockView): string {
  if (gateOpenAt === null) return confirmedAt === null ? "Waiting for the payment" : "Opening the gate";
  const took =
    confirmedAt === null ? "" : ` ${seconds(Date.parse(gateOpenAt) - Date.parse(confirmedAt))} after confirmation`;
  const first = firstAllowedAt === null ? "" : ` First 200 at ${clock.format(new Date(firstAllowedAt))} UTC.`;
  return `Gate opened${took}.${first}`;
}
