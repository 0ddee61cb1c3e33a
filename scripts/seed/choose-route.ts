import type { Route } from "@/lib/catalog/types";
import type { Mix } from "@/scripts/seed/story";

type Weights = readonly (readonly [path: string, weight: number])[];

/** Six routes at first. */
const wide: Weights = [
  ["/v1/search", 30],
  ["/v1/reverse", 18],
  ["/v1/forecast", 26],
  ["/v1/echo", 12],
  ["/v1/batch", 8],
  ["/v1/stream", 6],
];
const weights: Record<Mix, Weights> = {
  geo: [
    ["/v1/search", 66],
    ["/v1/reverse", 24],
    ["/v1/forecast", 7],
    ["/v1/ping", 3],
  ],
  weather: [
    ["/v1/forecast", 80],
    ["/v1/history", 4],
    ["/v1/search", 13],
    ["/v1/ping", 3],
  ],
  both: [
    ["/v1/search", 42],
    ["/v1/reverse", 10],
    ["/v1/forecast", 38],
    ["/v1/reports/{id}", 1.5],
    ["/v1/history", 3],
    ["/v1/batch", 2.5],
    ["/v1/ping", 3],
  ],
  reports: [
    ["/v1/search", 82],
    ["/v1/reports/{id}", 11],
    ["/v1/ping", 7],
  ],
  shrinking: wide,
};
const narrow: Weights = wide.slice(0, 2);

/** Paths of a mix with their weights; one mix lost most of them lately. */
export const routeWeights = (mix: Mix, isLate: boolean): Weights =>
  mix === "shrinking" && isLate ? narrow : weights[mix];

/** Routes with their weights, and what these are together. */
export type Weighed = { routes: readonly (readonly [Route, weight: number])[]; sum: number };

/** Routes that a tenant calls, with their weights; those that `isCalled` leaves out are not among them. */
export function weighRoutes(
  all: readonly Route[],
  mix: Mix,
  isLate: boolean,
  isCalled: (route: Route) => boolean,
): Weighed {
  const routes = routeWeights(mix, isLate).flatMap(([path, weight]): [Route, number][] => {
    const route = all.find((each) => each.path === path);
    if (!route) throw new Error(`The demo has no route ${path}.`);
    return isCalled(route) ? [[route, weight]] : [];
  });
  return { routes, sum: routes.reduce((sum, [, weight]) => sum + weight, 0) };
}

/** One of them, by their weights. */
export function chooseRoute({ routes, sum }: Weighed, random: () => number): Route {
  let dice = random() * sum;
  for (const [route, weight] of routes) {
    dice -= weight;
    if (dice < 0) return route;
  }
  throw new Error("This tenant calls nothing.");
}
