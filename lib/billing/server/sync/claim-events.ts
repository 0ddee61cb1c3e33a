import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";

export type ClaimedEvent = { id: string; type: string; objectId: string | null; chargeId: string | null };

/**
 * Takes the events of a customer that wait. Whoever holds the customer's lock may take all: those that are claimed
 * already were left behind by a process that died.
 */
export async function claimEvents(tx: Transaction, customerId: string, now: Date): Promise<ClaimedEvent[]> {
  const rows = await tx.execute<ClaimedEvent>(sql`
    update stripe_event set status = 'claimed', claimed_at = ${now.toISOString()}::timestamptz
     where stripe_customer_id = ${customerId} and status in ('new', 'claimed')
    returning stripe_event_id as "id", type, object_id as "objectId",
      case when type = 'charge.refunded' then object_id else payload #>> '{data,object,charge}' end as "chargeId"`);
  return [...rows];
}
