import {
  checkSilenceMs,
  type Finding,
  type LedgerRule,
  ledgerRules,
  ledgerRuleTexts,
} from "@/lib/metering/ledger-rules";
import type { LedgerAlarm, RuleState, RuleView } from "@/lib/metering/views";

type Check = {
  rule: LedgerRule;
  ok: boolean;
  looked: number;
  findings: readonly Finding[];
  ranAt: Date;
  fullRanAt: Date | null;
  brokenSince: Date | null;
};

/** Broken is told even when nobody has looked since; a rule that was not run for five minutes is silent. */
function stateOf(check: Check | undefined, now: Date): RuleState {
  if (check && !check.ok) return "broken";
  return check && now.getTime() - check.ranAt.getTime() < checkSilenceMs ? "ok" : "silent";
}

/** Every rule with what the checker last said of it, those that were never run too. */
export function describeRules(
  checks: readonly Check[],
  tenantNames: ReadonlyMap<string, string>,
  now: Date,
): RuleView[] {
  return ledgerRules.map((rule) => {
    const check = checks.find((each) => each.rule === rule);
    return {
      rule,
      text: ledgerRuleTexts[rule],
      state: stateOf(check, now),
      looked: check?.looked ?? 0,
      findings: (check?.findings ?? []).map((finding) => ({
        ...finding,
        tenantName: finding.tenantId === null ? null : (tenantNames.get(finding.tenantId) ?? null),
      })),
      ranAt: check?.ranAt.toISOString() ?? null,
      fullRanAt: check?.fullRanAt?.toISOString() ?? null,
      brokenSince: check?.brokenSince?.toISOString() ?? null,
    };
  });
}

/** What must be told on every page: rules that are broken, and rules of which nobody knows. */
export function deriveAlarm(checks: readonly Check[], now: Date): LedgerAlarm {
  const states = ledgerRules.map((rule) => ({
    rule,
    state: stateOf(
      checks.find((each) => each.rule === rule),
      now,
    ),
  }));
  const those = (state: RuleState) => states.filter((each) => each.state === state).map(({ rule }) => rule);
  const [broken, silent] = [those("broken"), those("silent")];
  return broken.length + silent.length > 0 ? { broken, silent } : null;
}
