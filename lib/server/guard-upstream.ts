import { lookup as resolve } from "node:dns";
import { lookup } from "node:dns/promises";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { networkInterfaces } from "node:os";
import type { Env } from "@/lib/env";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

type Range = [address: string, bits: number, family: "ipv4" | "ipv6"];

/** Never reached, whatever the configuration: link-local with cloud metadata, unspecified, multicast, reserved. */
const forbidden: Range[] = [
  ["0.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["224.0.0.0", 4, "ipv4"],
  ["240.0.0.0", 4, "ipv4"],
  ["::", 128, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["fd00:ec2::254", 128, "ipv6"],
  ["ff00::", 8, "ipv6"],
];
/** Reached only when `UPSTREAM_ALLOWED_RANGES` names them. */
const inner: Range[] = [
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["::1", 128, "ipv6"],
  ["fc00::", 7, "ipv6"],
];
const metadataNames = new Set(["metadata", "metadata.google.internal", "instance-data", "instance-data.ec2.internal"]);

function blockListOf(ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [address, bits, family] of ranges) list.addSubnet(address, bits, family);
  return list;
}

function parseRanges(text: string): BlockList {
  return blockListOf(
    text
      .split(",")
      .map((range) => range.trim())
      .filter(Boolean)
      .map((range) => {
        const [address = "", bits] = range.split("/");
        const family = isIP(address) === 6 ? "ipv6" : "ipv4";
        return [address, bits === undefined ? (family === "ipv6" ? 128 : 32) : Number(bits), family];
      }),
  );
}

/** IPv4 inside IPv6 (mapped, NAT64, 6to4) is judged as the IPv4 address that would be reached. */
function unwrap(address: string): string {
  if (isIP(address) !== 6) return address;
  const host = new URL(`http://[${address.replace(/%.*$/, "")}]`).hostname.slice(1, -1);
  const [head = "", tail = ""] = host.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const zeros = new Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  const words = (host.includes("::") ? [...left, ...zeros, ...right] : left).map((word) => Number.parseInt(word, 16));
  const ipv4 = (high = 0, low = 0) => `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  const isZero = (from: number, to: number) => words.slice(from, to).every((word) => word === 0);
  if (isZero(0, 5) && words[5] === 0xffff) return ipv4(words[6], words[7]);
  if (words[0] === 0x64 && words[1] === 0xff9b && isZero(2, 6)) return ipv4(words[6], words[7]);
  return words[0] === 0x2002 ? ipv4(words[1], words[2]) : host;
}

type GuardEnv = Pick<Env, "UPSTREAM_ALLOWED_RANGES" | "PORT" | "GATEWAY_PORT" | "PGHOST" | "PGPORT" | "DATABASE_URL"> &
  Partial<Pick<Env, "FAREGATE_MODE" | "STRIPE_SANDBOX_PORT">>;

export type UpstreamGuard = {
  /** Why an address may not be connected to, or null. */
  problemOf(address: string, port: number): string | null;
};

/** Judges addresses of upstreams by the operator's configuration (never by anything typed in the browser). */
export function guardUpstream(settings: GuardEnv): UpstreamGuard {
  const never = blockListOf(forbidden);
  const private_ = blockListOf(inner);
  const allowed = parseRanges(settings.UPSTREAM_ALLOWED_RANGES);
  const ownPorts = new Set([settings.PORT, settings.GATEWAY_PORT, settings.PGPORT ?? 5432]);
  const databasePort = /:(\d{2,5})\//.exec(settings.DATABASE_URL ?? "")?.[1];
  if (databasePort) ownPorts.add(Number(databasePort));
  // Whoever reaches the sandbox pays for plans with it.
  if (settings.FAREGATE_MODE === "demo" && settings.STRIPE_SANDBOX_PORT) ownPorts.add(settings.STRIPE_SANDBOX_PORT);
  const isOwn = (address: string): boolean =>
    /^127\.|^::1$/.test(address) ||
    Object.values(networkInterfaces()).some((held) => held?.some((one) => one.address === address));
  return {
    problemOf(address, port) {
      const plain = unwrap(address);
      const family = isIP(plain) === 6 ? "ipv6" : "ipv4";
      if (isIP(plain) === 0 || never.check(plain, family)) return "is an address that is never connected to";
      if (private_.check(plain, family) && !allowed.check(plain, family)) {
        return "is a private address that UPSTREAM_ALLOWED_RANGES does not name";
      }
      return ownPorts.has(port) && isOwn(plain) ? "is a port of this installation itself" : null;
    },
  };
}

/** The error of a connection that the guard refused. */
export class UpstreamBlocked extends Error {
  readonly code = "UPSTREAM_BLOCKED";
}

/**
 * A `lookup` for sockets: the name is resolved once, every answer must pass, and the connection goes to the vetted
 * address. That closes DNS rebinding. Not called for literal addresses, which `problemOf` must judge before.
 */
export function guardedLookup(guard: UpstreamGuard, port: number): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true, verbatim: true }, (error, found) => {
      if (error) return callback(error, []);
      const problem = found.map(({ address }) => guard.problemOf(address, port)).find((each) => each !== null);
      const [first] = found;
      if (problem || !first) return callback(new UpstreamBlocked(`The upstream ${problem ?? "has no address"}.`), []);
      if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

const refuseUrl = (message: string) =>
  new AppError("validation_failed", `The upstream URL ${message}.`, {
    errors: [
      { pointer: "/upstreamUrl", code: "upstream_url", message: `${message[0]?.toUpperCase()}${message.slice(1)}.` },
    ],
  });

/** The port of an http(s) URL. */
export const portOf = (url: URL): number => Number(url.port || (url.protocol === "https:" ? 443 : 80));

/**
 * Asks whether an upstream may be saved; the gateway asks again at every connect.
 * @throws AppError `validation_failed` that names what is wrong. A name that does not resolve now is accepted.
 */
export async function checkUpstreamUrl(text: string, settings: GuardEnv = env()): Promise<void> {
  if (!URL.canParse(text)) throw refuseUrl("is not a URL");
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw refuseUrl("must begin with http:// or https://");
  if (url.username || url.password) throw refuseUrl("must not carry a user name or password");
  if (url.search || url.hash) throw refuseUrl("must not have a query or fragment");
  const host = url.hostname.replace(/\.$/, "").replace(/^\[(.*)\]$/, "$1");
  const written = /^[a-z]+:\/\/(\[[^\]]*\]|[^/:?#]*)/i.exec(text.trim())?.[1] ?? "";
  // 2130706433 and 0x7f.1 are 127.0.0.1 to a URL parser; nobody writes them in good faith.
  if (isIP(host) === 4 && written !== host) throw refuseUrl("has a host that does not read as it is written");
  if (metadataNames.has(host.toLowerCase())) throw refuseUrl("names a cloud metadata service");
  const guard = guardUpstream(settings);
  const addresses = isIP(host) ? [{ address: host }] : await lookup(host, { all: true }).catch(() => []);
  for (const { address } of addresses) {
    const problem = guard.problemOf(address, portOf(url));
    if (problem) throw refuseUrl(problem);
  }
}
