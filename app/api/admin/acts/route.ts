import { route } from "@/app/_http/route";
import { listActs } from "@/lib/analytics/server/signals/list-acts";
import { noteAct } from "@/lib/analytics/server/signals/note-act";
import { ListActsInput, NoteActInput } from "@/lib/analytics/signals/inputs";

/** GET /api/admin/acts – what staff did about tenants in 90 days, the newest first. */
export const GET = route({ needs: "staff:read", input: ListActsInput }, (ctx, input) => listActs(ctx, input));

/** POST /api/admin/acts – note that a tenant was contacted, taken on, put off, or left as it is. */
export const POST = route({ needs: "staff:signals", input: NoteActInput, status: 201 }, (ctx, input) =>
  noteAct(ctx, input),
);
