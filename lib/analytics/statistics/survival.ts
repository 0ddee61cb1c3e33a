/** One case: how long it lasted, and whether it ended then or was only seen so far. */
export type Lifetime = { lasted: number; ended: boolean };

/** The share of cases that lasts longer than `after`, from there to the next step. */
export type SurvivalStep = { after: number; surviving: number; atRisk: number };

/**
 * The Kaplan–Meier estimate of how many cases last longer than t: S(t) = ∏ (1 − dᵢ / nᵢ) over the ends tᵢ ≤ t. Cases
 * that still run count as long as they were seen; leaving them out would make everything look shorter.
 * (E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete observations", 1958.)
 */
export function survival(cases: readonly Lifetime[]): SurvivalStep[] {
  const sorted = [...cases].sort((a, b) => a.lasted - b.lasted);
  const steps: SurvivalStep[] = [];
  let surviving = 1;
  for (let i = 0; i < sorted.length; ) {
    const at = sorted[i]?.lasted ?? 0;
    const atRisk = sorted.length - i;
    let ends = 0;
    for (; i < sorted.length && sorted[i]?.lasted === at; i++) if (sorted[i]?.ended) ends++;
    if (ends === 0) continue;
    surviving *= 1 - ends / atRisk;
    steps.push({ after: at, surviving, atRisk });
  }
  return steps;
}

/** When the share that has ended first reaches `share`; null: not within what was seen. */
export function timeUntil(steps: readonly SurvivalStep[], share: number): number | null {
  // Products of fractions miss their round value by a hair.
  const found = steps.find(({ surviving }) => surviving <= 1 - share + 1e-12);
  return found ? found.after : null;
}

/** The share that has ended by a time. */
export function endedBy(steps: readonly SurvivalStep[], time: number): number {
  let surviving = 1;
  for (const step of steps) {
    if (step.after > time) break;
    surviving = step.surviving;
  }
  return 1 - surviving;
}
