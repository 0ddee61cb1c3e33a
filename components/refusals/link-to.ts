/** A page and the parameters of its address. */
export type Place = { path: string; params: Readonly<Record<string, string | undefined>> };

/** The place with some parameters changed; undefined takes one out. */
export function linkTo({ path, params }: Place, change: Place["params"] = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...params, ...change })) if (value) query.set(name, value);
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return text ? `${path}?${text}` : path;
}
