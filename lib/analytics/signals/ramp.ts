/**
 * How loudly a signal speaks: silent below `warn`, a quarter there, the whole from `alarm` on, straight between. With
 * `alarm` below `warn` smaller values are worse.
 */
export function ramp(value: number, warn: number, alarm: number): number {
  const way = (value - warn) / (alarm - warn);
  return way < 0 ? 0 : Math.min(1, 0.25 + 0.75 * way);
}
