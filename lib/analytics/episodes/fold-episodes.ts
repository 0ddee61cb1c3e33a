import { mayOpen } from "@/lib/analytics/episodes/opening-kinds";
import type { Counted, Episode, EpisodeCall, GateEvent, ResolutionKind } from "@/lib/analytics/episodes/types";

/** A client that read the refusal would not ask again so soon. */
const blindWithinMs = 60_000;
/** Events so close together cannot be told apart. */
const sameMomentMs = 1_000;

/** Codes where something may be left, though not enough: a cheaper call that passes says nothing. */
const leavesRest: ReadonlySet<string> = new Set(["quota_exhausted", "credits_insufficient", "key_budget_reached"]);

/**
 * Runs of refusals of one tenant and feature, from its calls and from what was recorded of gates. A run opens at a
 * refusal when none of its code is open, and is resolved by the first call that passes and would have been refused, or
 * by a recorded event after which nothing was refused any more. Pure: the same rows give the same runs.
 *
 * @param calls in the order of their time
 * @param events in the order of their time
 * @param counted runs that were counted up to an instant, and go on from there
 */
export function foldEpisodes(
  calls: readonly EpisodeCall[],
  events: readonly GateEvent[],
  counted: readonly Counted[] = [],
): Episode[] {
  const all = foldCalls(calls, events, counted);
  for (const episode of all) {
    if (episode.resolvedAtMs !== null) continue;
    const opening = openingsOf(episode, events, Number.POSITIVE_INFINITY)[0];
    if (!opening) continue;
    episode.resolvedAtMs = opening.atMs;
    episode.kind = kindOf(openingsOf(episode, events, opening.atMs + sameMomentMs));
  }
  return all;
}

/** Runs that no call had ended before an instant, as they stood then: from there they can be counted on. */
export function runningAt(calls: readonly EpisodeCall[], counted: readonly Counted[], atMs: number): Episode[] {
  return foldCalls(
    calls.filter((call) => call.atMs < atMs),
    [],
    counted,
  ).filter(({ resolvedAtMs }) => resolvedAtMs === null);
}

function foldCalls(
  calls: readonly EpisodeCall[],
  events: readonly GateEvent[],
  counted: readonly Counted[],
): Episode[] {
  const all: Episode[] = [];
  const open = new Map<string, Episode>();
  const fromMs = new Map(counted.map((one) => [nameOf(one.code, one.keyId), one.fromMs]));
  for (const { code, keyId, episode } of counted) {
    if (!episode) continue;
    const goesOn = { ...episode, keys: [...episode.keys], byKey: structuredClone(episode.byKey) };
    open.set(nameOf(code, keyId), goesOn);
    all.push(goesOn);
  }
  const wasCounted = (name: string, atMs: number) => atMs < (fromMs.get(name) ?? Number.NEGATIVE_INFINITY);
  const lastRefusal = new Map<string, number>();
  for (const call of calls) {
    if (call.class === "allowed") {
      for (const [name, episode] of open) {
        if (wasCounted(name, call.atMs) || !wouldHaveBeenRefused(episode, call)) continue;
        resolve(episode, call.atMs, events);
        open.delete(name);
      }
      continue;
    }
    const keyId = call.code === "key_budget_reached" ? call.keyId : "";
    const name = nameOf(call.code, keyId);
    const before = lastRefusal.get(call.keyId);
    const isBlind = before !== undefined && call.atMs - before <= blindWithinMs;
    lastRefusal.set(call.keyId, call.atMs);
    if (wasCounted(name, call.atMs)) continue;
    let episode = open.get(name);
    if (!episode) {
      episode = begin(call, keyId);
      open.set(name, episode);
      all.push(episode);
    }
    add(episode, call, isBlind);
  }
  return all;
}

const nameOf = (code: string, keyId: string) => `${code} ${keyId}`;

function begin(call: EpisodeCall, keyId: string): Episode {
  return {
    id: `epi_${call.requestId.slice(4)}`,
    code: call.code,
    class: call.class === "cap" ? "cap" : "money",
    keyId,
    planVersionId: call.planVersionId,
    openedAtMs: call.atMs,
    lastRefusedAtMs: call.atMs,
    firstRequestId: call.requestId,
    lastRequestId: call.requestId,
    refusals: 0,
    askedUnits: 0,
    cheapestUnits: call.askedUnits,
    blindRetries: 0,
    keys: [],
    byKey: {},
    resolvedAtMs: null,
    kind: null,
    firstAllowAtMs: null,
  };
}

function add(episode: Episode, call: EpisodeCall, isBlind: boolean): void {
  episode.lastRefusedAtMs = call.atMs;
  episode.lastRequestId = call.requestId;
  episode.refusals += call.weight;
  episode.askedUnits += call.askedUnits * call.weight;
  episode.cheapestUnits = Math.min(episode.cheapestUnits, call.askedUnits);
  // Of a row that stands for many, all but the first followed within its minute.
  const blind = isBlind ? call.weight : call.weight - 1;
  episode.blindRetries += blind;
  const [refusals, retries] = episode.byKey[call.keyId] ?? [0, 0];
  episode.byKey[call.keyId] = [refusals + call.weight, retries + blind];
  if (!episode.keys.includes(call.keyId)) episode.keys.push(call.keyId);
}

function wouldHaveBeenRefused(episode: Episode, call: EpisodeCall): boolean {
  if (episode.keyId !== "" && episode.keyId !== call.keyId) return false;
  return !leavesRest.has(episode.code) || call.askedUnits >= episode.cheapestUnits;
}

/** A call passed: the gate opened then, or with the event before it. */
function resolve(episode: Episode, allowedAtMs: number, events: readonly GateEvent[]): void {
  const openings = openingsOf(episode, events, allowedAtMs);
  const opened = openings[0];
  episode.firstAllowAtMs = allowedAtMs;
  episode.resolvedAtMs = opened?.atMs ?? allowedAtMs;
  episode.kind = opened ? kindOf(openings.filter(({ atMs }) => atMs - opened.atMs <= sameMomentMs)) : "other";
}

/** Events that may have opened this gate: after its last refusal, since one before it did not suffice. */
const openingsOf = (episode: Episode, events: readonly GateEvent[], untilMs: number): GateEvent[] =>
  events.filter(
    ({ atMs, kind, keyId }) =>
      mayOpen(episode.code, kind) &&
      atMs > episode.lastRefusedAtMs &&
      atMs <= untilMs &&
      (keyId === undefined || keyId === episode.keyId),
  );

function kindOf(openings: readonly GateEvent[]): ResolutionKind {
  const kinds = new Set(openings.map(({ kind }) => kind));
  return kinds.size > 1 ? "several" : (openings[0]?.kind ?? "other");
}
