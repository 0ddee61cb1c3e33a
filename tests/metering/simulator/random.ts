/** Chance from a seed: the same seed gives the same numbers on every machine (sfc32). */
export type Random = {
  /** In `[0, 1)`. */
  next(): number;
  /** A whole number in `[0, below)`. */
  below(below: number): number;
  /** A whole number in `[from, to]`. */
  between(from: number, to: number): number;
  /** True in a share `p` of all cases. */
  chance(p: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** Milliseconds to the next event of a process that has `perSecond` of them. */
  pause(perSecond: number): number;
};

export function createRandom(seed: number): Random {
  let a = 0x9e3779b9 ^ seed;
  let b = 0x243f6a88 ^ Math.floor(seed / 0x1_0000_0000);
  let c = 0xb7e15162;
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  for (let round = 0; round < 12; round++) next();
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (p) => next() < p,
    pick: (from) => from[below(from.length)] ?? from[0],
    pause: (perSecond) => Math.ceil((-Math.log(1 - next()) / perSecond) * 1000),
  };
}
