import { createServer, type Socket } from "node:net";
import { afterAll } from "vitest";

export type Received = { from: string; to: string[]; data: string };

/**
 * A mail server on loopback that speaks as much SMTP (RFC 5321) as a client needs: it keeps what it is given, and
 * answers recipients as it is told.
 */
export async function openSmtpServer() {
  const received: Received[] = [];
  const answers = { recipient: "250 2.1.5 OK" };
  const server = createServer((socket) => converse(socket, received, answers));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The mail server has no port.");
  return { url: `smtp://127.0.0.1:${address.port}`, received, answers };
}

function converse(socket: Socket, received: Received[], answers: { recipient: string }): void {
  const say = (line: string) => socket.write(`${line}\r\n`);
  let rest = "";
  let mail: Received = { from: "", to: [], data: "" };
  let isData = false;
  socket.on("error", () => undefined);
  socket.setEncoding("utf8");
  say("220 mail.test ESMTP");
  socket.on("data", (chunk: string) => {
    rest += chunk;
    for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (isData) {
        isData = line !== ".";
        if (isData) mail.data += `${line.replace(/^\.\./, ".")}\n`;
        else {
          received.push(mail);
          mail = { from: "", to: [], data: "" };
          say("250 2.0.0 Accepted");
        }
        continue;
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO") say("250-mail.test\r\n250 SMTPUTF8");
      else if (verb === "MAIL") {
        mail.from = line;
        say("250 2.1.0 OK");
      } else if (verb === "RCPT") {
        mail.to.push(/<(.*?)>/.exec(line)?.[1] ?? "");
        say(answers.recipient);
      } else if (verb === "DATA") {
        isData = true;
        say("354 Go on");
      } else if (verb === "QUIT") socket.end("221 Bye\r\n");
      else say("250 OK");
    }
  });
}
