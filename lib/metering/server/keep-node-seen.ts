import type { Sql } from "@/db/connect";
import { log } from "@/lib/server/log";

const beatMs = 2_000;

/** Says every two seconds that this node lives: holds of a node that fell silent are settled by the worker. */
export async function keepNodeSeen(sql: Sql, nodeId: string, door: "gateway" | "portal"): Promise<{ close(): void }> {
  const beat = () =>
    sql`insert into node (node_id, door, started_at, seen_at) values (${nodeId}, ${door}, now(), now())
        on conflict (node_id) do update set seen_at = excluded.seen_at`;
  await beat();
  const timer = setInterval(() => {
    beat().catch((err) => log().debug({ err }, "the node could not say that it lives"));
  }, beatMs);
  return { close: () => clearInterval(timer) };
}
