import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ProblemError } from "@/lib/client/fetch-json";

/** Refusals are answers and are not asked again; only faults and silence are, twice. */
const mayRepeat = (failures: number, error: Error): boolean =>
  failures < 2 && !(error instanceof ProblemError && error.status >= 400 && error.status < 500);

/** A session that ended while a page was open: sign in, then come back to it. */
function goToSignIn(error: Error): void {
  if (!(error instanceof ProblemError) || error.status !== 401) return;
  const asked = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?callbackUrl=${encodeURIComponent(asked)}`);
}

/** The browser's store of what our API answered. Numbers are shown as they were for 10 s, then asked again. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    queryCache: new QueryCache({ onError: goToSignIn }),
    defaultOptions: { queries: { staleTime: 10_000, retry: mayRepeat }, mutations: { retry: false } },
  });
