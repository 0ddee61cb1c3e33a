import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr } from "@mantine/core";
import type { FigureTable } from "@/components/charts/figure-table";
import fold from "@/components/charts/fold.module.css";
import classes from "@/components/charts/twin-table.module.css";
import { TextLink } from "@/components/ui/text-link";

/** The numbers of a figure behind a switch of the browser's own: it opens without scripts too. */
export function TwinTable({ title, table: { headers, rows } }: { title: string; table: FigureTable }) {
  return (
    <details className={fold.fold}>
      <summary className={fold.switch}>{title} as a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className={classes.region} aria-label={`${title}, numbers`} tabIndex={0}>
        <Table className={classes.table}>
          <TableThead>
            <TableTr>
              {headers.map((header) => (
                <TableTh key={header} scope="col">
                  {header}
                </TableTh>
              ))}
            </TableTr>
          </TableThead>
          <TableTbody>
            {rows.map(({ key, cells }) => (
              <TableTr key={key}>
                {cells.map(({ shown, value, href }, at) => (
                  <TableTd key={headers[at]} data-numeric={at > 0 && typeof value !== "string" ? true : undefined}>
                    {href ? <TextLink href={href}>{shown}</TextLink> : shown}
                  </TableTd>
                ))}
              </TableTr>
            ))}
          </TableTbody>
        </Table>
      </section>
    </details>
  );
}
