import { route } from "@/app/_http/route";
import { AdvanceClockInput } from "@/lib/billing/clock-inputs";
import { advanceClock } from "@/lib/billing/server/clock/advance-clock";
import { listClocks } from "@/lib/billing/server/clock/list-clocks";

/** GET /api/admin/time-machine – each tenant's billing time and what lies ahead. */
export const GET = route({ needs: "staff:billing" }, async (ctx) => ({ rows: await listClocks(ctx) }));

/** POST /api/admin/time-machine – let time pass for one tenant. */
export const POST = route({ needs: "staff:clocks", input: AdvanceClockInput, status: 202 }, (ctx, input) =>
  advanceClock(ctx, input),
);
