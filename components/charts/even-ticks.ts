/**
 * Where an axis is marked: zero and round, even steps, about so many of them, the last at `top` or just above it, the
 * first at `bottom` or just below it. With `whole`, no step is less than one.
 */
export function evenTicks(top: number, whole = false, bottom = 0, steps = 5): number[] {
  if (!(top > bottom)) return [0, 1];
  const rough = (top - bottom) / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const round = ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough * 0.999) ?? 10) * power;
  const step = whole ? Math.ceil(round) : round;
  const [above, below] = [top, -bottom].map((end) => Math.max(0, Math.ceil((end / step) * 0.9999)) || 0) as [
    number,
    number,
  ];
  return Array.from({ length: below + above + 1 }, (_, index) => Number(((index - below) * step).toPrecision(12)));
}
