import { route } from "@/app/_http/route";
import { ListEpisodesInput } from "@/lib/analytics/refusal-inputs";
import { listEpisodes } from "@/lib/analytics/server/episodes/list-episodes";

/** GET /api/admin/episodes – runs of refusals, newest first. */
export const GET = route({ needs: "staff:read", input: ListEpisodesInput }, (ctx, input) => listEpisodes(ctx, input));
