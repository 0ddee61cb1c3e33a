import type { ReactElement } from "react";
import type { z } from "zod";
import { pageCtx } from "@/app/_auth/page-ctx";
import { AddressProblems } from "@/app/_parts/address-problems";
import { type AddressProblem, type AddressValues, addressProblems, readAddress } from "@/app/_parts/read-address";
import type { SearchParams } from "@/app/_parts/read-search";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/server/context";

type Asked<Shape extends z.ZodRawShape, View> = {
  searchParams: SearchParams;
  input: z.ZodObject<Shape>;
  load: (ctx: Ctx, values: AddressValues<Shape>) => Promise<View>;
  /** Of the page, and what stands above all that it says. */
  path: string;
  header: ReactElement;
};
/** `refused` is the whole page where there are no figures to show. */
type Read<Values, View> =
  | { values: Values; view: View; refused: null }
  | { values: Values; view: null; refused: ReactElement };

/** The figures that a page's address asks for, or a page that says what of the address cannot be shown. */
export async function readPage<Shape extends z.ZodRawShape, View>({
  searchParams,
  input,
  load,
  path,
  header,
}: Asked<Shape, View>): Promise<Read<AddressValues<Shape>, View>> {
  const ctx = await pageCtx({ staff: true });
  const { values, problems } = await readAddress(input, searchParams, ctx.now);
  const read = problems.length > 0 ? { view: null, problems } : await readView(load(ctx, values));
  if (!read.problems) return { values, view: read.view, refused: null };
  const refused = (
    <>
      {header}
      <AddressProblems problems={read.problems} path={path} values={values} />
    </>
  );
  return { values, view: null, refused };
}

/** A page's figures, or what of its address they refused: a window, a zone, a currency that nobody pays in. */
async function readView<View>(
  asked: Promise<View>,
): Promise<{ view: View; problems: null } | { view: null; problems: AddressProblem[] }> {
  try {
    return { view: await asked, problems: null };
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "validation_failed") {
      return { view: null, problems: addressProblems(thrown) };
    }
    throw thrown;
  }
}
