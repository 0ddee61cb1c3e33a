import { availableOf, type Tables, type TransferRow } from "./tables";

const posting = new Map<TransferRow["kind"], "posted" | "consumed">([
  ["grant", "posted"],
  ["purchase", "posted"],
  ["reduction", "posted"],
  ["refund", "posted"],
  ["dispute", "posted"],
  ["dispute_won", "posted"],
  ["expiry", "posted"],
  ["correction", "posted"],
  ["usage", "consumed"],
  ["overrun", "consumed"],
  ["late", "consumed"],
  ["gap", "consumed"],
]);

/** Every rule of the ledger that does not hold, in words: none means that the books balance and no limit is exceeded. */
export function brokenRules(tables: Tables): string[] {
  return [...brokenBooks(tables), ...limitsHold(tables)];
}

/** The rules that hold whatever nodes send. */
export function brokenBooks(tables: Tables): string[] {
  return [
    ...transfersBalance(tables),
    ...totalsFollowTransfers(tables),
    ...totalsFollowRows(tables),
    ...seqsAreDense(tables),
    ...requestsAreUnique(tables),
  ];
}

/** I4, R1: a transfer moves one positive amount between two accounts, so that each unit sums to zero. */
function transfersBalance({ transfers }: Tables): string[] {
  return transfers
    .filter(({ amount, from, to }) => !(amount > 0) || from === to)
    .map((transfer) => `R1: a transfer that moves nothing: ${JSON.stringify(transfer)}`);
}

/** R2: `posted` and `consumed` are the sums of their transfers. */
function totalsFollowTransfers({ transfers, accounts }: Tables): string[] {
  const posted = new Map<string, number>();
  const consumed = new Map<string, number>();
  for (const { kind, from, to, amount } of transfers) {
    const total = posting.get(kind);
    if (total === "posted") {
      posted.set(to, (posted.get(to) ?? 0) + amount);
      posted.set(from, (posted.get(from) ?? 0) - amount);
    } else if (total === "consumed") consumed.set(from, (consumed.get(from) ?? 0) + amount);
  }
  const broken: string[] = [];
  for (const account of accounts.values()) {
    const { accountId } = account;
    if (account.kind !== "system" && (posted.get(accountId) ?? 0) !== account.posted)
      broken.push(`R2: ${accountId} has posted ${account.posted}, its transfers ${posted.get(accountId) ?? 0}`);
    if ((consumed.get(accountId) ?? 0) !== account.consumed)
      broken.push(`R2: ${accountId} has consumed ${account.consumed}, its transfers ${consumed.get(accountId) ?? 0}`);
  }
  return broken;
}

/** I3, R3: `consumed` is the sum of draws, `reserved` what is left on live leases. */
function totalsFollowRows({ accounts, draws, live }: Tables): string[] {
  const drawn = new Map<string, number>();
  for (const { accountId, cost } of draws) drawn.set(accountId, (drawn.get(accountId) ?? 0) + cost);
  const broken: string[] = [];
  for (const { accountId, consumed, reserved } of accounts.values()) {
    if ((drawn.get(accountId) ?? 0) !== consumed)
      broken.push(`R3: ${accountId} has consumed ${consumed}, its draws ${drawn.get(accountId) ?? 0}`);
    let left = 0;
    for (const lease of live.get(accountId) ?? []) left += lease.granted - lease.settled;
    if (left !== reserved) broken.push(`R3: ${accountId} has reserved ${reserved}, its leases ${left}`);
  }
  return broken;
}

/** I5, R4: a node's numbers have no gap, and the cursor is the last of them. */
function seqsAreDense({ nodes, events }: Tables): string[] {
  const broken: string[] = [];
  for (const { nodeId, lastSeq } of nodes.values()) {
    const stored = events.get(nodeId) ?? [];
    if (stored.length !== lastSeq || stored.some(({ seq }, index) => seq !== index + 1))
      broken.push(`R4: ${nodeId} stands at ${lastSeq}, its events are ${stored.map(({ seq }) => seq).join(",")}`);
  }
  return broken;
}

function requestsAreUnique({ events }: Tables): string[] {
  const seen = new Set<string>();
  const broken: string[] = [];
  for (const stored of events.values()) {
    for (const { requestId, outcome } of stored) {
      if (requestId === null || outcome === "dup") continue;
      if (seen.has(requestId)) broken.push(`I2: ${requestId} was booked twice`);
      seen.add(requestId);
    }
  }
  return broken;
}

/** I1, I3: nothing is used or promised beyond what was posted, but by a named kind. */
function limitsHold({ accounts, transfers, leases }: Tables): string[] {
  const excused = new Set<string>();
  for (const { kind, from } of transfers) {
    if (kind === "reduction" || kind === "refund" || kind === "dispute" || kind === "overrun" || kind === "late")
      excused.add(from);
  }
  for (const { state, accountId } of leases.values()) if (state === "written_off") excused.add(accountId);
  const broken: string[] = [];
  for (const account of accounts.values()) {
    if (!account.enforced || account.wasUnlimited || account.kind === "system" || excused.has(account.accountId))
      continue;
    if (availableOf(account) < 0 || account.reserved < 0)
      broken.push(`I1: ${account.accountId} has ${availableOf(account)} available, ${account.reserved} reserved`);
  }
  return broken;
}
