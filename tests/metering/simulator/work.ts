import { parentPort } from "node:worker_threads";
import { defects } from "../defects/defects";
import { findDefect } from "./find-defect";
import { simulateSeed } from "./simulate-seed";

/** What a worker of scripts/simulate.mjs is asked, and what it answers. */
type Asked =
  | { kind: "count" }
  | { kind: "seeds"; from: number; to: number }
  | { kind: "defects"; from: number; to: number; mostSeeds: number }
  | { kind: "story"; seed: number };

/** One worker: simulates what it is told, and reports failures. */
parentPort?.on("message", (asked: Asked) => parentPort?.postMessage(answer(asked)));

function answer(asked: Asked) {
  switch (asked.kind) {
    case "count":
      return { defects: defects.length };
    case "seeds": {
      const failures = [];
      for (let seed = asked.from; seed < asked.to; seed++) {
        const problem = firstProblem(seed);
        if (problem !== null) failures.push({ seed, problem });
      }
      return { done: asked.to - asked.from, failures };
    }
    case "defects":
      return {
        found: defects
          .slice(asked.from, asked.to)
          .map((make) => ({ name: make().name, found: findDefect(make, asked.mostSeeds) })),
      };
    case "story": {
      const lines: string[] = [];
      const { problems } = simulateSeed(asked.seed, null, (line) => lines.push(line));
      return { lines, problems };
    }
  }
}

/** What a seed fails of first; also an exception is a failure of the seed. */
function firstProblem(seed: number): string | null {
  try {
    return simulateSeed(seed).problems[0] ?? null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
