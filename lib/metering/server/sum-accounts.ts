import type { ReadTransaction } from "@/lib/metering/server/ledger-memory";

/** What an account says of itself, and what its transfers, draws and leases say. */
export type AccountSums = {
  accountId: string;
  tenantId: string | null;
  sealed: boolean;
  posted: number;
  consumed: number;
  reserved: number;
  /** Sums of the transfers that change `posted` and `consumed`. */
  postedBooked: number;
  consumedBooked: number;
  /** The same of the transfers up to `floorId`. */
  postedBelow: number;
  consumedBelow: number;
  drawn: number;
  leased: number;
};

/** Kinds of transfers that change `posted`, and those that change `consumed`; a write-off is a memo. */
export const postingKinds = [
  "grant",
  "purchase",
  "reduction",
  "refund",
  "dispute",
  "dispute_won",
  "expiry",
  "correction",
];
export const usageKinds = ["usage", "overrun", "late", "gap"];

/**
 * Adds up accounts from the ground: the named ones, or (null) all that are open, and of the sealed ones those that are
 * not what their rows say.
 */
export function sumAccounts(
  tx: ReadTransaction,
  accountIds: readonly string[] | null,
  floorId: number,
): Promise<AccountSums[]> {
  const ids = accountIds ? [...accountIds] : null;
  const among = (column: ReturnType<typeof tx>) => (ids ? tx`${column} = any(${ids})` : tx`true`);
  return tx<AccountSums[]>`
    with moved as (
      select e.account_id,
             coalesce(sum(e.amount) filter (where t.kind = any(${postingKinds})), 0) as posted,
             coalesce(-sum(e.amount) filter (where t.kind = any(${usageKinds})), 0) as consumed,
             coalesce(sum(e.amount) filter (where t.kind = any(${postingKinds}) and t.transfer_id <= ${floorId}), 0)
               as posted_below,
             coalesce(-sum(e.amount) filter (where t.kind = any(${usageKinds}) and t.transfer_id <= ${floorId}), 0)
               as consumed_below
        from ledger_transfer t
        cross join lateral (values (t.to_account, t.amount), (t.from_account, -t.amount)) e (account_id, amount)
       where (${among(tx`t.to_account`)} or ${among(tx`t.from_account`)}) and ${among(tx`e.account_id`)}
       group by e.account_id
    ), drawn as (
      select d.account_id, sum(d.cost) as cost from usage_draw d where ${among(tx`d.account_id`)} group by d.account_id
    ), leased as (
      select l.account_id, sum(l.granted - l.settled) as units from lease l
       where l.state in ('open', 'orphan') and ${among(tx`l.account_id`)} group by l.account_id
    ), summed as (
      select a.account_id, a.tenant_id, a.state, a.posted, a.consumed, a.reserved,
             coalesce(m.posted, 0)::bigint as posted_booked, coalesce(m.consumed, 0)::bigint as consumed_booked,
             coalesce(m.posted_below, 0)::bigint as posted_below,
             coalesce(m.consumed_below, 0)::bigint as consumed_below,
             coalesce(d.cost, 0)::bigint as drawn, coalesce(l.units, 0)::bigint as leased
        from ledger_account a
        left join moved m on m.account_id = a.account_id
        left join drawn d on d.account_id = a.account_id
        left join leased l on l.account_id = a.account_id
       where a.kind <> 'system' and ${among(tx`a.account_id`)}
    )
    select account_id as "accountId", tenant_id as "tenantId", state = 'sealed' as sealed, posted, consumed, reserved,
           posted_booked as "postedBooked", consumed_booked as "consumedBooked", posted_below as "postedBelow",
           consumed_below as "consumedBelow", drawn, leased
      from summed
     where state <> 'sealed' or posted <> posted_booked or consumed <> consumed_booked or consumed <> drawn
        or reserved <> leased`;
}
