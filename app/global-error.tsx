"use client";

/** The last resort, when even the frame failed: plain HTML without styles, which every policy allows. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <head>
        <title>This page failed · Faregate</title>
      </head>
      <body>
        <main>
          <h1>This page failed</h1>
          <p>The fault is in the portal, not in what was asked.</p>
          {error.digest ? <p>Reference: {error.digest}</p> : null}
          <button type="button" onClick={reset}>
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
