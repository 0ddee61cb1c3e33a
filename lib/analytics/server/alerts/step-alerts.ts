import type { AlertRule, Evidence, RunningAlert } from "@/lib/analytics/server/alerts/types";

/** Rules that tolerate nothing: one finding opens them. */
const zeroTolerance: ReadonlySet<AlertRule> = new Set(["AL1", "AL8"]);
const roundsToClose = 3;

export type AlertStep =
  | { do: "begin"; evidence: Evidence; isOpen: boolean }
  | { do: "hold"; id: string; evidence: Evidence; opens: boolean }
  | { do: "clean"; id: string; cleanRounds: number; closes: boolean }
  /** Found once and not again: it never was an alert. */
  | { do: "forget"; id: string };

/**
 * What one look changes: a rule that holds a second time in a row opens its alert, new evidence takes the place of the
 * old, and the third clean look closes it. Alerts of rules that were not looked at stay as they are.
 */
export function stepAlerts(
  running: readonly RunningAlert[],
  found: readonly Evidence[],
  looked: ReadonlySet<AlertRule>,
): AlertStep[] {
  const nameOf = ({ rule, object }: { rule: string; object: string }) => `${rule} ${object}`;
  const evidence = new Map(found.map((one) => [nameOf(one), one]));
  const known = new Set(running.map(nameOf));
  const begun = [...evidence.values()].filter((one) => !known.has(nameOf(one)));
  return [
    ...running.flatMap((alert): AlertStep[] => {
      const own = evidence.get(nameOf(alert));
      if (own) return [{ do: "hold", id: alert.id, evidence: own, opens: !alert.isOpen }];
      if (!looked.has(alert.rule)) return [];
      if (!alert.isOpen) return [{ do: "forget", id: alert.id }];
      const cleanRounds = alert.cleanRounds + 1;
      return [{ do: "clean", id: alert.id, cleanRounds, closes: cleanRounds >= roundsToClose }];
    }),
    ...begun.map((one): AlertStep => ({ do: "begin", evidence: one, isOpen: zeroTolerance.has(one.rule) })),
  ];
}
