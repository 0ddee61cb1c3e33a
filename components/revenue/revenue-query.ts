import type { RevenueScope } from "@/lib/analytics/revenue-views";

type Over = Record<string, string | undefined>;

/** The address of a page about the same money: window, zone and currency as on this one, and what is named beside. */
export function revenueQuery(view: RevenueScope, asked: Over, over: Over = {}): string {
  const kept = view.range === null ? { from: view.from, to: view.to, step: view.step } : { range: view.range };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...kept, tz: asked.tz, currency: asked.currency, ...over })) {
    if (value) query.set(name, value);
  }
  return query.toString();
}

/** The same for one step of the window: frozen, so that the link means the same tomorrow. */
export const stepQuery = (view: RevenueScope, asked: Over, step: { start: string; end: string }, over: Over = {}) =>
  revenueQuery({ ...view, range: null, from: step.start, to: step.end }, asked, over);
