import { route } from "@/app/_http/route";
import { DeclareNodeLostInput } from "@/lib/metering/inputs";
import { declareNodeLost } from "@/lib/metering/server/declare-node-lost";

/** POST /api/admin/ledger/nodes/{nodeId}/lost – say that a node will not come back. */
export const POST = route({ needs: "staff:ledger", input: DeclareNodeLostInput }, (ctx, input) =>
  declareNodeLost(ctx, input),
);
