import { AnswerReader } from "@/lib/gateway/upstream/answer-reader";

/** What a reader told of an answer. `cut`: the connection ended before it did. `status` is 0 without a head. */
export type HeardAnswer = {
  end: "whole" | "surplus" | "broken" | "cut";
  status: number;
  rawHeaders: string[];
  body: string;
  /** Bytes up to the end of the piece in which the answer ended. */
  usedBytes: number;
};

/** Reads an answer from pieces and the end of the connection behind them; in `pieces`, a dot stands behind the last, and
 * an exclamation mark behind the body of an answer that was told at once. */
export function readAnswer(pieces: readonly Buffer[], isHead = false): HeardAnswer & { pieces: string[] } {
  const heard = { end: "cut", status: 0, rawHeaders: [], body: "", usedBytes: 0 } as HeardAnswer;
  const told: string[] = [];
  const reader = new AnswerReader();
  const take = (piece: string, mark: string) => {
    heard.body += piece;
    told.push(piece + mark);
  };
  reader.begin(
    {
      onWhole: ({ status, rawHeaders }, body) => {
        Object.assign(heard, { status, rawHeaders });
        take(body, "!");
      },
      onHead: ({ status, rawHeaders }) => Object.assign(heard, { status, rawHeaders }),
      onPiece: (piece) => take(piece.toString("latin1"), ""),
      onEnd: (last) => take(last?.toString("latin1") ?? "", "."),
    },
    isHead,
  );
  for (const piece of pieces) {
    heard.usedBytes += piece.length;
    // The memory of what was read is used again.
    const bytes = Buffer.from(piece);
    const read = reader.push(bytes);
    bytes.fill(0);
    if (read !== "more") return { ...heard, end: read, pieces: told };
  }
  return { ...heard, end: reader.end() ? "whole" : "cut", pieces: told };
}
