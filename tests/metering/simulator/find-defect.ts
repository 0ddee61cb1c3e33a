import { simulateSeed } from "./simulate-seed";
import type { Defect } from "./world";

/** The first seed, from 1 on, that fails with a defect; null when it stays hidden for so many. */
export function findDefect(make: () => Defect, mostSeeds: number): { seed: number; problem: string } | null {
  for (let seed = 1; seed <= mostSeeds; seed++) {
    const [problem] = simulateSeed(seed, make()).problems;
    if (problem !== undefined) return { seed, problem };
  }
  return null;
}
