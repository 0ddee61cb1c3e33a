import { type Family, families, type Pattern } from "@/components/charts/families";

const strokes: Record<Exclude<Pattern, "solid">, string> = {
  rising: "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2",
  falling: "M-1,5 l2,2 M0,0 l6,6 M5,-1 l2,2",
  grid: "M0,3 h6 M3,0 v6",
  vertical: "M3,0 v6",
  horizontal: "M0,3 h6",
  dots: "",
};

type Props = { families: readonly Family[]; fill: { prefix: string } };

/** The patterns of a figure: the family's colour, with strokes of the ground over it. */
export function PatternDefs({ families: names, fill: { prefix } }: Props) {
  const patterned = [...new Set(names)].flatMap((name) => {
    const { pattern } = families[name];
    return pattern === "solid" ? [] : [{ name, pattern }];
  });
  return (
    <defs>
      {patterned.map(({ name, pattern }) => (
        <pattern key={name} id={`${prefix}-${name}`} width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" fill={`var(--chart-${name})`} />
          {pattern === "dots" ? (
            <circle cx="3" cy="3" r="1.4" fill="var(--card-ground)" />
          ) : (
            <path d={strokes[pattern]} stroke="var(--card-ground)" strokeWidth="1.2" fill="none" />
          )}
        </pattern>
      ))}
    </defs>
  );
}
