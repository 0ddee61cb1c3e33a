import { route } from "@/app/_http/route";
import { EpisodeInput } from "@/lib/analytics/refusal-inputs";
import { getEpisode } from "@/lib/analytics/server/episodes/get-episode";

/** GET /api/admin/episodes/{id} – one run of refusals as a story. */
export const GET = route({ needs: "staff:read", input: EpisodeInput }, (ctx, input) => getEpisode(ctx, input));
