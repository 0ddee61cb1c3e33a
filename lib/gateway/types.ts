import type { Readable } from "node:stream";
import type { Api, Route } from "@/lib/catalog/types";
import type { Refused } from "@/lib/entitlements/judged";
import type { Standing } from "@/lib/entitlements/types";
import type { Code } from "@/lib/errors";
import type { SplicedBytes } from "@/lib/gateway/splice-bytes";
import type { SplicedText } from "@/lib/gateway/splice-text";
import type { IdentifiedKey } from "@/lib/keys/identified-key";
import type { Params } from "@/lib/messages/types";

export type Door = "gateway" | "portal";

/** A call as a door hands it over, before anything of it was understood. */
export type Call = {
  method: string;
  /** Raw origin-form target without the door's own prefix: `/northlight/v1/search?q=x`. */
  target: string;
  /** Name, value, name, value, as received. */
  rawHeaders: readonly string[];
  /** Address of the socket's other end; null when the door cannot know it. */
  peer: string | null;
  /** The body as it streams in, opened when it is wanted; null when the request has none. */
  openBody: (() => Readable) | null;
};

/** Where the answer goes. After `head`, either `end` or `reset` is called exactly once. */
export type Sink = {
  /** `headers` is name, value, name, value. */
  head(status: number, headers: string[]): void;
  /** False: wait for `onDrain` before writing more. */
  write(chunk: Uint8Array): boolean;
  /** A text is Latin-1: one byte a character. */
  end(chunk?: string | Uint8Array): void;
  /** Sends an answer whose body is all there, Latin-1, instead of `head` and `end`. */
  whole(status: number, headers: string[], body: string): void;
  /** The head that `head` has sent, if `again` may send it to other calls; null where each call needs one of its own. */
  headSent(): string | null;
  /**
   * Sends an answer whole, instead of `head` and `end`. `refused`: this call needs those. `waiting`: the bytes are not
   * all sent and must stay as they are.
   */
  again(bytes: Buffer): "done" | "waiting" | "refused";
  /** Cuts the answer off so that nobody can take it for a whole one. */
  reset(): void;
  /** Who is told when more can be written, and, once, when the caller goes away before the answer was complete. */
  follow(follower: { drained(): void; abandoned(): void }): void;
};

/** What was understood of a call's head. */
export type ReadCall = {
  /** Why the head as a whole is not taken, before anything of it is used. */
  problem: Refusal | null;
  slug: string;
  /** Raw path after the slug, with its leading slash; the very bytes that are sent upstream. */
  path: string;
  /** Raw query with its `?`, or empty. */
  query: string;
  authorization: string | null;
  accept: string | undefined;
  acceptLanguage: string | undefined;
  origin: string | null;
  /** The method that a CORS preflight asks for; null for any other call. */
  preflightFor: string | null;
  clientRequestId: string | null;
  traceparent: string | null;
  forwardedFor: string | null;
  contentLength: number | null;
  hasIdempotencyKey: boolean;
  /** Lower-case header names that `Connection` declares hop-by-hop. */
  connectionNames: readonly string[];
};

/** Why a call is not let through, as the engine says it; the rest of the answer is made from what was seen. */
export type Refusal = {
  code: Code;
  variant?: string;
  params?: Params;
  details?: Readonly<Record<string, unknown>>;
  explanation?: string;
  allow?: readonly string[];
  retryAfterSec?: number;
  /** What the judge said, when it was the judge. */
  decision?: Refused;
  /**
   * Names what the answer depends on beside caller, route and what the caller wants back: two refusals of one name, of
   * the same caller and second, may be told in the same words. Missing: each is made anew.
   */
  likeness?: string;
};

/** Everything that is known of a call so far; filled on its way through the gates. */
export type Seen = {
  requestId: string;
  now: Date;
  startedMs: number;
  method: string;
  address: string | null;
  traceId: string;
  read: ReadCall | null;
  api: Api | null;
  route: Route | null;
  key: IdentifiedKey | null;
  /** Digest of the secret that was sent, its bytes as Latin-1 text. */
  digest: string | null;
  standing: Standing | null;
  /** True once the caller proved to hold a good key: only then may an answer name tenant, plan or usage. */
  proven: boolean;
  /** The refusal of a moment ago that this call is told, too. */
  ready: ReadyRefusal | null;
};

/** A refusal as it was told a moment ago, ready to be told again under another request id. */
export type ReadyRefusal = {
  likeness: string;
  refusal: Refusal;
  /** Under which kind the request log counts it. */
  kind: string;
  /** The earlier refusal whose receipt explains it. */
  explainId: string;
  status: number;
  /** Name, value, name, value. */
  headers: readonly SplicedText[];
  /** The body's bytes, one Latin-1 character each. */
  body: SplicedText;
  /** All of it as it was sent, for calls that may be sent the same bytes. */
  whole: SplicedBytes | null;
};
