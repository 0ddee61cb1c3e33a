/**
 * Why a connection to an upstream was of no use. `late`: it was not there, or not heard of, in time; `closed`: it ended
 * before the answer did; `broken`: what came is no answer; `away`: it was ended on our side.
 */
export class UpstreamFailure extends Error {
  constructor(
    readonly kind: "late" | "closed" | "broken" | "away",
    message: string,
  ) {
    super(message);
  }
}
