/** Seeds that once failed, and what they found: each is simulated again in every run of the tests. */
export const regressions: readonly { seed: number; found: string }[] = [
  { seed: 1, found: "a node that never closed the leases of its older starts, and never served again" },
  { seed: 4, found: "a lease for a running stream, closed before the stream drew on it" },
  { seed: 17, found: "a credit lot that was refused though it was not yet over" },
  { seed: 29, found: "a lease that was asked for in advance for ever, though nobody called" },
  { seed: 38, found: "a record that was written out of its order" },
  { seed: 144, found: "a lot that expired while a lost node had used it" },
  { seed: 256, found: "an ADMIT that outlived the segment of its outcome" },
  { seed: 347, found: "an ADMIT that outlived the segment of its outcome, with a cap beside it" },
  { seed: 2336, found: "a call in doubt that a second power cut left in doubt again" },
  {
    seed: 3061,
    found: "an account without limit that was drawn on after its period, for the machine had slept over its end",
  },
  { seed: 3248, found: "an outcome that a full disk did not take behind one that it did not take either" },
  { seed: 3415, found: "a period's end that a machine slept over while no lease was there to tell of it" },
  {
    seed: 3503,
    found: "a refusal that rested on a running call of a node cut off, which came to nothing unheard, by a cap",
  },
  {
    seed: 5002,
    found: "a quota without limit that went on past its period after a sleep, and never reached the overage behind it",
  },
  { seed: 5266, found: "a credit lot that seemed oversold, where a damaged disk had forgotten the name of a lease" },
  { seed: 7165, found: "a refusal that rested on a running call of such a node, by a quota" },
  { seed: 9918, found: "a refusal by a limit that had come back, for want of what was drawn while there was none" },
  {
    seed: 9941,
    found: "a refusal that rested on a running call of such a node, beside one that was used and one that still ran",
  },
];
