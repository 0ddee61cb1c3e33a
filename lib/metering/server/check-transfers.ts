import { maxFindings, type RuleResult } from "@/lib/metering/ledger-rules";
import type { ReadTransaction } from "@/lib/metering/server/ledger-memory";

/**
 * R1: each transfer moves a positive amount between two accounts of its unit, so that incoming minus outgoing is 0 in
 * every unit. Looks at transfers after `afterId`.
 */
export async function checkTransfers(tx: ReadTransaction, afterId: number): Promise<RuleResult> {
  const [seen] = await tx<{ looked: number }[]>`
    select count(*) as looked from ledger_transfer where transfer_id > ${afterId}`;
  const rows = await tx<
    { id: number; unit: string; amount: number; into: string | null; out: string | null; tenantId: string | null }[]
  >`
    select t.transfer_id as id, t.unit, t.amount, i.account_id as into, o.account_id as out,
           coalesce(i.tenant_id, o.tenant_id) as "tenantId"
      from ledger_transfer t
      left join ledger_account i on i.account_id = t.to_account and i.unit = t.unit
      left join ledger_account o on o.account_id = t.from_account and o.unit = t.unit
     where t.transfer_id > ${afterId} and (i.account_id is null or o.account_id is null or t.amount <= 0)
     order by t.transfer_id limit ${maxFindings}`;
  return {
    rule: "R1",
    looked: seen?.looked ?? 0,
    findings: rows.map(({ id, unit, amount, into, out, tenantId }) => ({
      tenantId,
      subject: `transfer ${id}`,
      text: `Moves ${amount} of ${unit} from ${out ?? "nowhere"} to ${into ?? "nowhere"}: the unit is off by ${amount}.`,
    })),
  };
}
