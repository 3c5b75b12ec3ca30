/*! Credit City verifier, version 1: checks a signed credit status offline, in browsers and in Node 20 or newer.
 * It accepts exactly what the publisher writes, a compact JWS signed with Ed25519 whose JSON is in its shortest form,
 * and refuses everything else with a reason. No import, no request, no storage. */

const ALGORITHM = "Ed25519";
const TYPE = "credit-status+jwt";
const LONGEST = 65536; // signs of a statement
const LIFE = 36 * 3600; // seconds that a statement may hold at most
const SKEW = 300; // seconds that two clocks may differ
const CLAIMS = ["as_of", "disputed", "domains", "exp", "iat", "iss", "level", "release", "shops", "standing", "sub"];

/** A statement that must not be believed; `reason` says why in one word. */
export class Refused extends Error {
  constructor(reason) {
    super(reason);
    this.name = "Refused";
    this.reason = reason;
  }
}

function demand(fulfilled, reason) {
  if (!fulfilled) throw new Refused(reason);
}

/** Base64url without padding, in the one way in which it can be written. */
function decoded(part) {
  demand(/^[A-Za-z0-9_-]+$/.test(part) && part.length % 4 !== 1, "encoding");
  const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const again = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  demand(again === part, "encoding");
  return bytes;
}

/** A JSON object in its shortest form: no space, no member twice, no second way to write a sign. */
function object(bytes) {
  let found;
  let same = false;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    found = JSON.parse(text);
    same = JSON.stringify(found) === text;
  } catch {
    throw new Refused("json");
  }
  demand(same && found !== null && typeof found === "object" && !Array.isArray(found), "json");
  return found;
}

const members = (value) => Object.keys(value).sort().join();
const isText = (value) => typeof value === "string";

/** The key that the header names, out of those that the issuer publishes; the header may say nothing else. */
async function keyOf(head, keys) {
  demand(head.alg === ALGORITHM, "algorithm");
  demand(head.typ === TYPE, "type");
  demand(members(head) === "alg,kid,typ", "header"); // jwk, jku, x5c, crit …: nobody brings a key along
  const known = Array.isArray(keys?.keys) ? keys.keys : [];
  const found = known.filter(
    (one) =>
      one && one.kid === head.kid && one.kty === "OKP" && one.crv === ALGORITHM && isText(one.x) &&
      (one.alg ?? ALGORITHM) === ALGORITHM && (one.use ?? "sig") === "sig",
  );
  demand(found.length === 1 && isText(head.kid), "key");
  const subtle = globalThis.crypto?.subtle;
  demand(subtle, "unsupported"); // only a page that came over https has it
  try {
    return await subtle.importKey("raw", decoded(found[0].x), ALGORITHM, false, ["verify"]);
  } catch (error) {
    throw new Refused(error?.name === "NotSupportedError" ? "unsupported" : "key"); // a browser older than Ed25519
  }
}

function checkShape(said) {
  demand(members(said) === CLAIMS.join(), "claims");
  demand(["iss", "sub", "standing", "release", "as_of"].every((name) => isText(said[name])), "claims");
  demand(typeof said.disputed === "boolean" && typeof said.level === "object" && !Array.isArray(said.level), "claims");
  demand(Array.isArray(said.domains) && Array.isArray(said.shops), "claims");
  demand([...said.domains, ...said.shops].every(isText), "claims");
  demand(Number.isSafeInteger(said.iat) && Number.isSafeInteger(said.exp), "claims");
}

function checkTime(said, now, newest) {
  demand(said.iat <= now + SKEW, "early");
  demand(said.exp > now && said.exp > said.iat && said.exp - said.iat <= LIFE, "expired");
  demand(/^\d{4}-\d\d-\d\d-[a-z2-7]{8}$/.test(said.release) && said.release.slice(0, 10) === said.as_of, "claims");
  demand(!newest || said.release === newest || said.release.slice(0, 10) > newest.slice(0, 10), "replayed");
}

/** What the publisher says of `subject`, if `token` is its own, unaltered, and still holds; else throws `Refused`.
 * `keys` is the issuer's JWKS, fetched from its own address and never taken from a statement. `now` is in seconds.
 * With `domain` (a host, with its port if it has one) or `shop` (an address) the statement must name exactly that.
 * With `newest`, the newest release known, a statement of an older one is refused as replayed. */
export async function verify(token, keys, { issuer, subject, now, domain = "", shop = "", newest = "" }) {
  demand(isText(token) && token.length <= LONGEST && Number.isFinite(now), "form");
  const parts = token.split(".");
  demand(parts.length === 3, "form");
  const [head, body, signature] = parts.map(decoded);
  const header = object(head);
  const key = await keyOf(header, keys);
  const signed = new TextEncoder().encode(`${parts[0]}.${parts[1]}`);
  demand(await crypto.subtle.verify(ALGORITHM, key, signature, signed), "signature");
  const said = object(body);
  checkShape(said);
  demand(said.iss === issuer, "issuer");
  demand(said.sub === subject, "subject");
  checkTime(said, now, newest);
  demand(!domain || (/^[a-z0-9.-]+(:\d{1,5})?$/.test(domain) && said.domains.includes(domain)), "domain");
  demand(!shop || said.shops.includes(shop), "shop");
  return { ...said, key: header.kid };
}

/** Whether a site's `/.well-known/credit-subject.json` says that it is this subject's: the other half of the proof. */
export function namesSubject(text, { issuer, subject }) {
  try {
    const said = JSON.parse(text);
    return said?.issuer === issuer && Array.isArray(said.subjects) && said.subjects.includes(subject);
  } catch {
    return false;
  }
}
