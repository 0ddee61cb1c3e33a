import { Counter, Gauge, type Registry } from "prom-client";

/** Values by their labels. */
export type Labelled = [labels: Record<string, string>, value: number][];

/** A count that only grows, read where it is kept. */
export function counter(
  registry: Registry,
  name: string,
  help: string,
  labelNames: string[],
  read: () => Labelled,
): void {
  new Counter({
    name: `faregate_${name}`,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      for (const [labels, value] of read()) this.inc(labels, value);
    },
  });
}

export function gauge(
  registry: Registry,
  name: string,
  help: string,
  labelNames: string[],
  read: () => Labelled | Promise<Labelled>,
): void {
  new Gauge({
    name: `faregate_${name}`,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      const values = await read();
      this.reset();
      for (const [labels, value] of values) this.set(labels, value);
    },
  });
}

export const one = (value: number): Labelled => [[{}, value]];
