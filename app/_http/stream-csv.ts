/** A file that is written while it is read. @param name without its ending; the day is added to it */
export function streamCsv(name: string, now: Date, chunks: AsyncGenerator<string, void>): Response {
  const body = new ReadableStream<string>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await chunks.return()),
  });
  return new Response(body.pipeThrough(new TextEncoderStream()), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${name}-${now.toISOString().slice(0, 10)}.csv"`,
    },
  });
}
