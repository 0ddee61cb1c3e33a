import {
  Box,
  Skeleton,
  Stack,
  Table,
  TableTbody,
  TableTd,
  TableTh,
  TableThead,
  TableTr,
  VisuallyHidden,
} from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";
import classes from "@/components/ui/data-table.module.css";

export type Column<Row> = {
  /** Unique; also the React key of the cell. */
  key: string;
  /** Empty for a column of buttons. */
  header: ReactNode;
  render: (row: Row) => ReactNode;
  /** Right-aligned with tabular figures. */
  numeric?: boolean;
  /** CSS width of the column. */
  width?: string | number;
  /** Left out of the cards on phones. */
  wideOnly?: boolean;
  /** Sentences or buttons: on phones below their label, over the whole width of the card. */
  block?: boolean;
};

type DataTableProps<Row> = {
  /** Says what the table holds, for screen readers and as the name of its scrolling region. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Makes the first column's content a link that the whole row follows. */
  rowHref?: (row: Row) => string;
  /** Shown instead of rows when there are none: an `EmptyState`. */
  empty?: ReactNode;
  /** Skeleton rows of the final height instead of content. */
  loading?: boolean;
  /** Phones: one card a row (default), or the table in a region that scrolls sideways. */
  phone?: "cards" | "scroll";
  /** Below the rows: paging, count. */
  footer?: ReactNode;
};

/** The one table: sticky head, rows of 40 px, numbers on the right. Draws on the server and in the browser alike. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, rowHref, empty, loading, phone = "cards", footer } = props;
  if (loading) return <LoadingRows label={label} />;
  if (rows.length === 0 && empty) return <>{empty}</>;
  return (
    <Box className={classes.frame} data-phone={phone}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className={classes.region} aria-label={label} tabIndex={0}>
        <Table className={classes.table} highlightOnHover={rowHref !== undefined}>
          <TableThead className={classes.head}>
            <TableTr>
              {columns.map((column) => (
                <TableTh key={column.key} scope="col" w={column.width} data-numeric={column.numeric || undefined}>
                  {column.header === "" ? <VisuallyHidden>Actions</VisuallyHidden> : column.header}
                </TableTh>
              ))}
            </TableTr>
          </TableThead>
          <TableTbody>
            {rows.map((row) => (
              <TableTr key={rowKey(row)} className={rowHref ? classes.linked : undefined}>
                {columns.map((column, at) => (
                  <TableTd
                    key={column.key}
                    data-numeric={column.numeric || undefined}
                    data-wide-only={column.wideOnly || undefined}
                    data-block={column.block || undefined}
                  >
                    <span className={classes.cardLabel} aria-hidden>
                      {column.header}
                    </span>
                    {at === 0 && rowHref ? (
                      <Link href={rowHref(row)} prefetch={false} className={classes.rowLink}>
                        {column.render(row)}
                      </Link>
                    ) : (
                      <div className={classes.value}>{column.render(row)}</div>
                    )}
                  </TableTd>
                ))}
              </TableTr>
            ))}
          </TableTbody>
        </Table>
      </section>
      {footer ? <Box className={classes.footer}>{footer}</Box> : null}
    </Box>
  );
}

function LoadingRows({ label }: { label: string }) {
  return (
    <Stack gap={8} role="status" aria-label={`${label}: loading`} className={classes.frame} p="sm">
      {["a", "b", "c", "d", "e", "f"].map((key) => (
        <Skeleton key={key} height={24} />
      ))}
    </Stack>
  );
}
