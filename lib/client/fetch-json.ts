import type { FieldError } from "@/lib/errors";

/** What our own API said no with (problem+json), or that it could not be reached (status 0). */
export class ProblemError extends Error {
  override name = "ProblemError";
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    /** A whole sentence for people; also the error's message. */
    readonly detail: string,
    readonly requestId: string | null,
    readonly errors: readonly FieldError[],
  ) {
    super(detail);
  }

  /** What is wrong with one field of a form, by its name at the top of the body. */
  field(name: string): string | undefined {
    return this.errors.find(({ pointer }) => pointer === `/${name}` || pointer === name)?.message;
  }
}

export type FetchOptions = { method?: string; body?: unknown; signal?: AbortSignal };

/**
 * Asks our own API. `body` is sent as JSON; a 204 gives `undefined`.
 * @throws ProblemError for every answer that is not 2xx, and when there is none.
 */
export async function fetchJson<Result>(path: string, options: FetchOptions = {}): Promise<Result> {
  const { method = "GET", body, signal } = options;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      cache: "no-store",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw new ProblemError(0, "unreachable", "No answer", "The portal does not answer. Check the network.", null, []);
  }
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as Result;
  throw await readProblem(response);
}

type ProblemJson = {
  title?: string;
  detail?: string;
  code?: string;
  requestId?: string;
  details?: { errors?: FieldError[] };
};

async function readProblem(response: Response): Promise<ProblemError> {
  const problem = ((await response.json().catch(() => null)) ?? {}) as ProblemJson;
  return new ProblemError(
    response.status,
    problem.code ?? "internal_error",
    problem.title ?? "Unexpected answer",
    problem.detail ?? `The portal answered ${response.status}.`,
    problem.requestId ?? response.headers.get("request-id"),
    problem.details?.errors ?? [],
  );
}
