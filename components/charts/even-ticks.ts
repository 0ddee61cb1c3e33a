/**
 * Where an axis from zero is marked: round, even steps, four to six of them, the last at `top` or just above it. With
 * `whole`, no step is less than one.
 */
export function evenTicks(top: number, whole = false): number[] {
  if (!(top > 0)) return [0, 1];
  const rough = top / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const round = ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough * 0.999) ?? 10) * power;
  const step = whole ? Math.ceil(round) : round;
  const count = Math.ceil((top / step) * 0.9999);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}
