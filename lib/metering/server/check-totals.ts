import { type Finding, maxFindings, type RuleResult } from "@/lib/metering/ledger-rules";
import type { LedgerMemory, ReadTransaction, RememberedSums } from "@/lib/metering/server/ledger-memory";
import { type AccountSums, sumAccounts } from "@/lib/metering/server/sum-accounts";
import { type AccountChange, sumChanges } from "@/lib/metering/server/sum-changes";

export type CheckedTotals = { R2: RuleResult; R3: RuleResult; sums: Map<string, RememberedSums> };

type Row = { accountId: string; sealed: boolean; posted: number; consumed: number; reserved: number; leased: number };

/**
 * R2: `posted` and `consumed` are the sums of an account's transfers. R3: `consumed` is the sum of its draws, `reserved`
 * what is left in its leases. With a memory only what came since is added up; an account that then differs is added up
 * from the ground before anything is said of it, because a transfer may commit after one with a higher number.
 */
export async function checkTotals(
  tx: ReadTransaction,
  memory: LedgerMemory | null,
  floorId: number,
): Promise<CheckedTotals> {
  if (!memory) {
    const [all] = await tx<{ looked: number }[]>`select count(*) as looked from ledger_account where kind <> 'system'`;
    return judge(await sumAccounts(tx, null, floorId), new Map(), all?.looked ?? 0);
  }
  const changes = await sumChanges(tx, memory);
  const rows = await tx<Row[]>`
    select a.account_id as "accountId", a.state = 'sealed' as sealed, a.posted, a.consumed, a.reserved,
           coalesce(l.units, 0)::bigint as leased
      from ledger_account a
      left join (select account_id, sum(granted - settled) as units from lease
                  where state in ('open', 'orphan') group by account_id) l on l.account_id = a.account_id
     where a.kind <> 'system' and (a.state <> 'sealed' or a.account_id = any(${[...changes.keys()]}))`;
  const sums = new Map<string, RememberedSums>();
  const suspects: string[] = [];
  for (const row of rows) {
    const known = memory.sums.get(row.accountId);
    const change = changes.get(row.accountId);
    if (!known || !isAsBooked(row, known, change)) suspects.push(row.accountId);
    else if (!row.sealed) sums.set(row.accountId, change ? added(known, change) : known);
  }
  return judge(suspects.length > 0 ? await sumAccounts(tx, suspects, floorId) : [], sums, rows.length);
}

const none: AccountChange = { posted: 0, consumed: 0, postedBelow: 0, consumedBelow: 0, drawn: 0 };

function isAsBooked(row: Row, known: RememberedSums, change: AccountChange = none): boolean {
  return (
    row.posted === known.posted + change.posted &&
    row.consumed === known.consumed + change.consumed &&
    row.consumed === known.drawn + change.drawn &&
    row.reserved === row.leased
  );
}

const added = (known: RememberedSums, change: AccountChange): RememberedSums => ({
  posted: known.posted + change.postedBelow,
  consumed: known.consumed + change.consumedBelow,
  drawn: known.drawn + change.drawn,
});

function judge(accounts: readonly AccountSums[], sums: Map<string, RememberedSums>, looked: number): CheckedTotals {
  const r2: Finding[] = [];
  const r3: Finding[] = [];
  for (const account of accounts) {
    const { accountId, tenantId, posted, consumed, reserved } = account;
    const find = (list: Finding[], name: string, says: number, isSum: number, what: string) => {
      if (says === isSum) return;
      list.push({
        tenantId,
        subject: accountId,
        text: `${name} is ${says}, ${what} ${isSum}: ${says > isSum ? "+" : "−"}${Math.abs(says - isSum)}.`,
      });
    };
    find(r2, "posted", posted, account.postedBooked, "its transfers give");
    find(r2, "consumed", consumed, account.consumedBooked, "its transfers give");
    find(r3, "consumed", consumed, account.drawn, "its draws give");
    find(r3, "reserved", reserved, account.leased, "its leases hold");
    if (!account.sealed) {
      const { postedBelow, consumedBelow, drawn } = account;
      sums.set(accountId, { posted: postedBelow, consumed: consumedBelow, drawn });
    }
  }
  return {
    R2: { rule: "R2", looked, findings: r2.slice(0, maxFindings) },
    R3: { rule: "R3", looked, findings: r3.slice(0, maxFindings) },
    sums,
  };
}
