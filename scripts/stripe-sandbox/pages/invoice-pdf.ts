import type { Invoice } from "@/scripts/stripe-sandbox/invoices/types";
import { day, money } from "@/scripts/stripe-sandbox/pages/html";
import type { PageAnswer } from "@/scripts/stripe-sandbox/pages/types";

/** One page of text as a PDF. Source: ISO 32000-1, the smallest file that readers open. */
export function invoicePdf(invoice: Invoice): PageAnswer {
  const lines = [
    `Invoice ${invoice.number ?? "(draft)"}`,
    "Stripe sandbox - no real payment",
    `Date ${day(invoice.created)}   Status ${invoice.status}`,
    ...invoice.lines.data.map((line) => `${line.description ?? ""}   ${money(line.amount, invoice.currency)}`),
    `Amount due ${money(invoice.amount_due, invoice.currency)}`,
  ];
  const shown = lines.map((line) => `(${plain(line)}) Tj T*`).join("\n");
  const content = `BT /F1 12 Tf 16 TL 50 780 Td\n${shown}\nET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let text = "%PDF-1.4\n";
  const places = objects.map((object, at) => {
    const place = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const start = text.length;
  const rows = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  const headers = {
    "content-type": "application/pdf",
    "content-disposition": `attachment; filename="invoice-${invoice.number ?? invoice.id}.pdf"`,
  };
  return { status: 200, headers, body: text };
}

/** The letters of the built-in font, with what PDF would read as its own taken out. */
const plain = (text: string) => text.replace(/[^\x20-\x7e]/g, "x").replace(/[\\()]/g, "\\$&");
