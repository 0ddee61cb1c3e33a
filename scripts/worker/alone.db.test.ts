import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { alone } from "@/scripts/worker/alone";

const { sql } = await testDatabase();
const now = new Date();

test("two workers never do a duty at once, and the next round is anybody's", async () => {
  let [running, most, done] = [0, 0, 0];
  const duty = alone(sql, "signals", async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 200));
    running--;
    return ++done;
  });
  expect(await Promise.all([duty(now), duty(now), duty(now)])).toContain(null);
  expect(most).toBe(1);
  const before = done;
  expect(await duty(now)).toBe(before + 1);
});

test("a duty that failed lets the next one in", async () => {
  const failing = alone(sql, "signals", () => Promise.reject(new Error("away")));
  await expect(failing(now)).rejects.toThrow("away");
  expect(await alone(sql, "signals", async () => "done")(now)).toBe("done");
  const other = alone(sql, "forecasts", async () => "another duty");
  expect(await alone(sql, "signals", () => other(now))(now)).toBe("another duty");
});
