import { describe, expect, it } from "vitest";
import { keptRefusals, RefusalFolds } from "@/lib/metering/fold-refusals";

const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 12, 0, second));

describe("RefusalFolds", () => {
  it("keeps the first sixty of a kind, and lets one row stand for the rest", () => {
    const folds = new RefusalFolds<string>();
    folds.turn(at(0));
    for (let n = 1; n <= keptRefusals; n++)
      expect(folds.count("k", `req_${n}`)).toEqual({ kept: true, explainId: `req_${n}`, stands: false });
    for (let n = 61; n <= 100; n++) {
      expect(folds.count("k", `req_${n}`)).toEqual({ kept: false, explainId: "req_60", stands: n === 61 });
      folds.stand("k", `req_${n}`);
    }
    expect(folds.count("other", "req_x").kept).toBe(true);
    expect(folds.turn(at(59))).toEqual([]);
    expect(folds.turn(at(60))).toEqual([{ row: "req_61", weight: 40 }]);
    expect(folds.count("k", "req_next").kept).toBe(true);
  });

  it("gives up what it holds when it is closed in the middle of a minute", () => {
    const folds = new RefusalFolds<string>();
    folds.turn(at(0));
    for (let n = 0; n < keptRefusals + 2; n++) if (!folds.count("k", `${n}`).kept) folds.stand("k", `${n}`);
    expect(folds.turn(at(1), true)).toEqual([{ row: "60", weight: 2 }]);
  });
});
