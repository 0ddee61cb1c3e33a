import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BadRow } from "@/lib/server/bad-row";
import { LoadedMap } from "@/lib/server/loaded-map";

/** A store whose answers come when the test lets them. */
function slowStore() {
  const waiting: ((value: string) => void)[] = [];
  let reads = 0;
  return {
    read: () => {
      reads++;
      return new Promise<string>((resolve) => waiting.push(resolve));
    },
    answer: async (value: string) => {
      waiting.shift()?.(value);
      await new Promise((resolve) => setImmediate(resolve));
    },
    reads: () => reads,
  };
}

describe("LoadedMap", () => {
  it("reads once for many who ask at the same time, and keeps the value", async () => {
    const store = slowStore();
    const map = new LoadedMap<string>(10);
    const asked = Promise.all([map.load("a", store.read), map.load("a", store.read)]);
    await store.answer("1");
    expect(await asked).toEqual(["1", "1"]);
    expect(store.reads()).toBe(1);
    expect(map.get("a")).toBe("1");
  });

  it("reads again when a change was announced during the read", async () => {
    const store = slowStore();
    const map = new LoadedMap<string>(10);
    const asked = map.load("a", store.read);
    map.invalidate("a");
    await store.answer("old");
    await store.answer("new");
    expect(await asked).toBe("new");
    expect(map.get("a")).toBe("new");
  });

  it("does not give a load that became stale to somebody who asks after the announcement", async () => {
    const store = slowStore();
    const map = new LoadedMap<string>(10);
    const first = map.load("a", store.read);
    map.clear();
    const second = map.load("a", store.read);
    await store.answer("old");
    await store.answer("new");
    await store.answer("new");
    expect(await second).toBe("new");
    expect(await first).toBe("new");
    expect(map.get("a")).toBe("new");
  });

  it("ends with what was announced last, whichever order the answers come in", async () => {
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const one = fc.oneof(fc.constant("announce" as const), fc.constant("ask" as const), fc.nat({ max: 5 }));
    const story = async (acts: readonly (number | "announce" | "ask")[]) => {
      let truth = 0;
      // The store reads when it is asked; which answer comes next is the story's.
      const answers: (() => void)[] = [];
      const read = () => {
        const seen = truth;
        return new Promise<number>((resolve) => answers.push(() => resolve(seen)));
      };
      const map = new LoadedMap<number>(10);
      const asked: Promise<number>[] = [];
      for (const act of [...acts, ...Array<number>(20).fill(0)]) {
        if (act === "ask") asked.push(map.load("a", read));
        else if (act !== "announce") answers.splice(act % Math.max(1, answers.length), 1)[0]?.();
        else {
          truth++;
          map.invalidate("a");
        }
        await turn();
      }
      await Promise.all(asked);
      expect([undefined, truth]).toContain(map.get("a"));
    };
    await fc.assert(fc.asyncProperty(fc.array(one, { maxLength: 16 }), story), {
      numRuns: 300,
      // Two loads put in doubt by different announcements, and the older one is answered last.
      examples: [[["ask", "announce", "ask", 0, "announce", "ask", 2, 0, 1, 0]]],
    });
  });

  it("forgets what was announced, keeps nothing that failed, and drops the oldest first", async () => {
    const map = new LoadedMap<string>(2);
    await expect(map.load("a", () => Promise.reject(new Error("away")))).rejects.toThrow("away");
    for (const key of ["a", "b", "c"]) await map.load(key, () => Promise.resolve(key));
    expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([undefined, "b", "c"]);
    map.invalidateWhere((value) => value === "b");
    expect([map.get("b"), map.get("c")]).toEqual([undefined, "c"]);
  });

  it("does not keep what it is told not to", async () => {
    const map = new LoadedMap<string | null>(2);
    expect(
      await map.load(
        "a",
        () => Promise.resolve(null),
        (value) => value !== null,
      ),
    ).toBeNull();
    expect(map.get("a")).toBeUndefined();
  });
});

describe("an unusable row", () => {
  const bad = () => Promise.reject(new BadRow("tenant", "tnt_1", "plan: too long"));

  it("leaves what was held before, where that is wanted", async () => {
    const map = new LoadedMap<number>(10, { keepsLastGood: true });
    await map.load("a", async () => 1);
    map.invalidate("a");
    expect(map.get("a")).toBeUndefined();
    expect(await map.load("a", bad)).toBe(1);
    expect(map.get("a")).toBe(1);
    map.clear();
    expect(await map.load("a", async () => 2)).toBe(2);
  });

  it("is not read again for a second, unless a change is announced", async () => {
    const map = new LoadedMap<number>(10);
    await map.load("a", async () => 1);
    map.invalidate("a");
    await expect(map.load("a", bad)).rejects.toThrow(BadRow);
    await expect(map.load("a", async () => 2)).rejects.toThrow(BadRow);
    map.invalidate("a");
    expect(await map.load("a", async () => 2)).toBe(2);
  });
});
