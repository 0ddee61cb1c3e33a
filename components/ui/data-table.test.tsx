import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { type Column, DataTable } from "@/components/ui/data-table";

afterEach(cleanup);

type Row = { id: string; calls: number };
const columns: Column<Row>[] = [
  { key: "id", header: "Key", render: (row) => row.id },
  { key: "calls", header: "Calls", numeric: true, render: (row) => row.calls },
  { key: "act", header: "", render: () => <button type="button">Revoke</button> },
];
const draw = (rows: Row[], more: { loading?: boolean } = {}) =>
  render(
    <MantineProvider env="test">
      <DataTable
        label="Keys"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/console/keys/${row.id}`}
        empty={<p>No keys yet.</p>}
        {...more}
      />
    </MantineProvider>,
  );

describe("a table", () => {
  it("is a named region, and each row leads on through its first cell", () => {
    draw([
      { id: "key_1", calls: 7 },
      { id: "key_2", calls: 0 },
    ]);
    const region = screen.getByRole("region", { name: "Keys" });
    expect(within(region).getAllByRole("row")).toHaveLength(3);
    expect(within(region).getByRole("link", { name: "key_2" }).getAttribute("href")).toBe("/console/keys/key_2");
  });
  it("names a column of buttons for those who do not see it", () => {
    draw([{ id: "key_1", calls: 7 }]);
    expect(screen.getAllByRole("columnheader").map((cell) => cell.textContent)).toEqual(["Key", "Calls", "Actions"]);
  });
  it("says why it is empty, and that it is loading", () => {
    draw([]);
    expect(screen.getByText("No keys yet.")).toBeTruthy();
    cleanup();
    draw([], { loading: true });
    expect(screen.getByRole("status").getAttribute("aria-label")).toBe("Keys: loading");
  });
});
