import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { alone } from "@/scripts/worker/alone";

const { sql } = await testDatabase();
const now = new Date();

/** A promise that is resolved from outside. */
function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test("two workers never do a duty at once, and the next round is anybody's", async () => {
  const [begun, over] = [gate(), gate()];
  let done = 0;
  const duty = alone(sql, "signals", async () => {
    begun.open();
    await over.opened;
    return ++done;
  });
  const first = duty(now);
  await begun.opened;
  expect(await Promise.all([duty(now), duty(now)])).toEqual([null, null]);
  over.open();
  expect(await first).toBe(1);
  expect(await duty(now)).toBe(2);
});

test("a duty that failed lets the next one in", async () => {
  const failing = alone(sql, "signals", () => Promise.reject(new Error("away")));
  await expect(failing(now)).rejects.toThrow("away");
  expect(await alone(sql, "signals", async () => "done")(now)).toBe("done");
  const other = alone(sql, "forecasts", async () => "another duty");
  expect(await alone(sql, "signals", () => other(now))(now)).toBe("another duty");
});
