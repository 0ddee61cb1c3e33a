import { expect, it } from "vitest";
import { type RunningCall, RunningCalls } from "@/lib/gateway/server/running-calls";

const callAt = (startedMs: number): RunningCall => ({ digest: null, startedMs, cut: null, at: -1 });

it("knows which calls run, in whatever order they end, and takes no end twice", () => {
  const running = new RunningCalls();
  const calls = Array.from({ length: 100 }, (_, n) => callAt(n));
  for (const call of calls) running.add(call);
  const left = new Set(calls);
  for (let n = 0; n < 100; n += 1 + (n % 3)) {
    const call = calls[(n * 37) % 100] as RunningCall;
    running.delete(call);
    running.delete(call);
    left.delete(call);
    expect(running.size).toBe(left.size);
    expect(new Set(running.since(100))).toEqual(left);
  }
  expect(
    running
      .since(10)
      .map(({ startedMs }) => startedMs)
      .sort((a, b) => a - b),
  ).toEqual([...left].map(({ startedMs }) => startedMs).filter((ms) => ms <= 10));
});
