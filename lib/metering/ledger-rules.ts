/** What must hold of the ledger at any instant; the names are those of the design and of the metrics. */
export const ledgerRules = ["R1", "R2", "R3", "R4", "R5", "R7", "I3"] as const;
export type LedgerRule = (typeof ledgerRules)[number];

/** What each rule says, for people who run the machine. */
export const ledgerRuleTexts: Readonly<Record<LedgerRule, string>> = {
  R1: "Every transfer has both its ends, so the sums of each unit cancel out.",
  R2: "What an account says was posted and consumed is the sum of its transfers.",
  R3: "What an account says was consumed is the sum of its draws; what is reserved, the rest of its leases.",
  R4: "Every node's outcomes are numbered without a gap, up to its cursor.",
  R5: "Metered rows of the request log and usage events match one to one, with the same cost.",
  R7: "No node's usage waits longer than five minutes, no lost lease longer than its hold.",
  I3: "No account gave more than it had, but for what is booked as an exception.",
};

/** Where a rule does not hold, and by how much. */
export type Finding = {
  /** Null where the finding concerns no tenant, e.g. a node. */
  tenantId: string | null;
  /** Account, node, lease, transfer or request id. */
  subject: string;
  text: string;
};

export type RuleResult = { rule: LedgerRule; looked: number; findings: Finding[] };

/** Findings that are kept of one rule in one run. */
export const maxFindings = 20;

/** A rule that was not run for so long says nothing any more. */
export const checkSilenceMs = 5 * 60_000;
