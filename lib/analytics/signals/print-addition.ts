import { familyCaps } from "@/lib/analytics/signals/score-risk";
import type { Firing, RiskFamily } from "@/lib/analytics/signals/types";

/** One term of the addition; a cut is negative: what a family would add beyond its most. */
export type AdditionTerm = { adds: number; label: string; kind: "signal" | "cut" };

const families: readonly RiskFamily[] = ["usage", "payment", "friction", "engagement"];

/**
 * The terms whose sum is the risk: every signal that speaks, the loudest first, and behind them what the most of each
 * family takes away. The sum of `adds` is the score to the point.
 */
export function additionTerms(firings: readonly Firing[]): AdditionTerm[] {
  const cuts = families.flatMap((family): AdditionTerm[] => {
    const sum = firings.filter((each) => each.family === family).reduce((all, { adds }) => all + adds, 0);
    const over = sum - familyCaps[family];
    return over > 0 ? [{ adds: -over, label: `${family} counts ${familyCaps[family]} at most`, kind: "cut" }] : [];
  });
  return [...firings.map(({ adds, short }): AdditionTerm => ({ adds, label: short, kind: "signal" })), ...cuts];
}

/** "25 silent 16 d + 15 grace ends Fri 29 Aug + 8 card expires = 48". A tenant too young for a score has no sum. */
export function printAddition(firings: readonly Firing[]): string {
  const terms = additionTerms(firings);
  if (terms.length === 0) return "0: no signal speaks";
  const sum = terms.reduce((all, { adds }) => all + adds, 0);
  const [first, ...rest] = terms.map(({ adds, label }) => ({ minus: adds < 0, text: `${Math.abs(adds)} ${label}` }));
  const printed = rest.reduce((all, { minus, text }) => `${all} ${minus ? "−" : "+"} ${text}`, first?.text ?? "");
  return `${printed} = ${sum}`;
}
