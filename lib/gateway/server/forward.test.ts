import { PassThrough } from "node:stream";
import { setImmediate as turnEnds } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { Forwarding, type ForwardRequest, type ForwardResult } from "@/lib/gateway/server/forward";
import { parseAnswerHead } from "@/lib/gateway/upstream/parse-answer-head";

const told = vi.hoisted((): unknown[] => []);
vi.mock("@/lib/server/log", () => ({ log: () => ({ error: ({ err }: { err: Error }) => told.push(err.message) }) }));

const head = parseAnswerHead("HTTP/1.1 200 OK\r\nContent-Length: 2", false);
if (!head) throw new Error("This is a head.");

type Planted = { send?: () => void; end?: () => void; openBody?: () => PassThrough };

/** A call whose upstream is about to answer. What happens to it is noted, in order. */
function newCall(
  name: string,
  events: (string | ForwardResult)[],
  { send = () => {}, end = () => {}, openBody }: Planted = {},
): Forwarding {
  const given = {
    ...{ method: "GET", head: "", caller: "", openBody: openBody ?? null, bodyLength: 1, route: { maxBodyBytes: 1 } },
    api: { responseTimeoutMs: 1_000, idleTimeoutMs: 1_000 },
    upstream: { pool: { dispatch: () => {}, leave: () => {} } },
    retries: { earn: () => {} },
    sink: {
      follow: () => {},
      reset: () => events.push(`${name} reset`),
      whole: () => {
        send();
        events.push(`${name} sent`);
      },
    },
    follower: {
      onAnswer: () => [],
      onEnd: (result: ForwardResult) => {
        events.push(`${name} over`, result);
        end();
      },
    },
  };
  const call = new Forwarding(given as unknown as ForwardRequest);
  call.onStart({ abort: () => {} } as unknown as Parameters<typeof call.onStart>[0]);
  return call;
}

const whole = { kind: "whole", status: 200 };

describe("answers that come whole in one turn of the event loop", () => {
  it("are sent in their order, all before the first of their calls is settled", async () => {
    const events: (string | ForwardResult)[] = [];
    for (const name of ["a", "b"]) newCall(name, events).onWhole(head, "ok");
    expect(events).toEqual([]);
    await turnEnds();
    expect(events).toEqual(["a sent", "b sent", "a over", whole, "b over", whole]);
  });

  it("settle a call once, as one that was answered, when its caller goes away before they are sent", async () => {
    const events: (string | ForwardResult)[] = [];
    const call = newCall("a", events);
    call.onWhole(head, "ok");
    call.abandoned();
    await turnEnds();
    call.abandoned();
    expect(events).toEqual(["a sent", "a over", whole]);
  });

  it("fail alone when they cannot be sent", async () => {
    const events: (string | ForwardResult)[] = [];
    const refuse = () => {
      throw new Error("Invalid character in header content");
    };
    newCall("a", events, { send: refuse }).onWhole(head, "ok");
    newCall("b", events).onWhole(head, "ok");
    await turnEnds();
    const failed = { kind: "failed", failure: "unreachable", sent: "maybe", status: 200 };
    expect(events).toEqual(["a over", expect.objectContaining(failed), "b sent", "b over", whole]);
  });

  it("are settled even when a fault ends the settling of one of them", async () => {
    const events: (string | ForwardResult)[] = [];
    const fault = () => {
      throw new Error("planted");
    };
    newCall("a", events, { end: fault }).onWhole(head, "ok");
    newCall("b", events).onWhole(head, "ok");
    await turnEnds();
    expect(events).toEqual(["a sent", "b sent", "a over", whole, "b over", whole]);
    expect(told).toEqual(["planted"]);
  });

  it("are sent and settled at once while their caller still sends", () => {
    const events: (string | ForwardResult)[] = [];
    const openBody = () => new PassThrough();
    newCall("a", events, { openBody }).onWhole(head, "ok");
    expect(events).toEqual(["a sent", "a over", whole]);
  });
});
