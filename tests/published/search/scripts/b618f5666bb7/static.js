// The look-up without a server: finds subjects in the files that lookup.py wrote, with at most three of them per query;
// in a city of over 200,000 subjects one more for each doubling.

import { brandEnds, outside, planner, sorted, stretches } from "./plan.js";
import { codeRank, latinRank, ranked, withLatin } from "./rank.js";

// Root, deepest, step: as in postings.py.
const SHAPES = { "": [2, 9, 4], "~": [3, 24, 8], "#": [8, 13, 4], "+": [2, 5, 3], "*": [2, 3, 1], "=": [8, 8, 1] };
const TAIL_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const MOST = 3; // files per query in a city of up to so many subjects,
const USUAL = 200_000;
const MOST_BYTES = 40_000; // and what they hold together: no file is asked for that might exceed it
const CODE = 18; // signs of a whole code
const KEPT = 60; // files kept in memory
const ENOUGH = 10; // hits, where not all can be known
const MIDDLE = 6; // signs of a name's tail at which a path may be entered: root and step
const LONG = 12; // signs of a query that has more places to look than one
const NOTHING = { hits: [], count: 0, whole: false, exact: false, depth: 0, above: [] };

/** The hash of a path: the same as in lookup.py. */
export function pathHash(path) {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(path)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b) >>> 0;
  return (value ^ (value >>> 13)) >>> 0;
}

/** A whole name or code as the files know it. */
const wholeHash = (form) => pathHash(form).toString(16).padStart(8, "0");

const two = (number) => number.toString(16).padStart(2, "0");

/** The engine over the files under `base`; `search(query)` gives { hits, total, complete }, or throws if they cannot be read. */
export function staticEngine(base, config) {
  const { bits, tails, largest, subjects } = config.lookup;
  const more = Math.ceil(Math.log2(Math.max(1, subjects / USUAL)));
  const split = new Set((config.lookup.split ?? "").split(" ").filter(Boolean));
  const plan = planner(config.lookup);
  const files = new Map();

  /** The file of a path; one that would be too large lies in two, by the next bit of the hash, and so on. */
  function file(path) {
    const hash = pathHash(path);
    const number = bits ? hash >>> (32 - bits) : 0;
    let name = `${two(number >>> 8)}/${two(number & 255)}`;
    for (let bit = 31 - bits; split.has(name); bit -= 1) name += (hash >>> bit) & 1;
    return `n${bits}/${name}.json`;
  }

  async function fetched(name) {
    const answer = await fetch(new URL(name, base));
    if (!answer.ok) throw new Error(`look-up file: ${answer.status}`);
    const bytes = await answer.arrayBuffer();
    return { size: bytes.byteLength, ...JSON.parse(new TextDecoder().decode(bytes)) };
  }

  async function node(path, budget, kept) {
    const name = file(path);
    if (!files.has(name)) {
      if (budget.left <= kept || budget.bytes < largest) return undefined;
      budget.left -= 1;
      const content = await fetched(name);
      budget.bytes -= content.size;
      files.set(name, content);
      if (files.size > KEPT) files.delete(files.keys().next().value);
    }
    const content = files.get(name);
    const row = Object.hasOwn(content.k, path) ? content.k[path] : null;
    return row && opened(content, path, row, tails);
  }

  /**
   * The deepest node that answers for a text: { hits, count, whole, exact, depth, above }; so many files are `kept` for later.
   * Who knows that there is more than a file holds may `begin` deeper.
   * `whole`: no subject beside the hits begins so. `above`: hits of a shorter path, where none begins so at all.
   */
  async function deepest(space, signs, budget, kept = 0, begin = 0) {
    const [root, limit, step] = SHAPES[space];
    const text = signs.slice(0, limit);
    let path = text.slice(0, Math.max(root, begin));
    let full = NOTHING;
    for (;;) {
      const found = await node(space + path.join(""), budget, kept);
      if (found === undefined) return full;
      if (found === null) return { ...NOTHING, whole: true, depth: path.length, above: full.hits };
      const shortened = typeof found.tree !== "string";
      full = { ...found, whole: found.tree === undefined, exact: path.length === signs.length, depth: path.length, above: [] };
      if (shortened || path.length >= text.length) return full;
      full.exact = false;
      path = below(found.tree, path, text, root, step);
    }
  }

  async function byName(query, budget) {
    const signs = [...query.text];
    const ranges = stretches(signs, query.parts);
    const best = plan.rarest(signs, ranges) ?? { from: 0, to: signs.length };
    const everywhere = plan.everywhere(signs, best.from) && (query.parts.length < 2 || signs.length > 7);
    const { from, to } = everywhere ? { from: 0, to: signs.length } : best;
    const first = await deepest("", signs.slice(from, to), budget, signs.length > 4 ? 1 : 0);
    const sure = answers(query, first.hits);
    if (signs.length === 1 || (sure.length && (first.whole || sure.length >= ENOUGH))) {
      return outcome(sure, first, from === 0 && to === signs.length);
    }
    if (first.whole) return byRest(query, budget, signs, ranges, [from, from + first.depth], first);
    return byMore(query, budget, signs, ranges, from, first);
  }

  /** More names than a file holds have what was looked for: the whole query, as a name and as a path, and what else is rare. */
  async function byMore(query, budget, signs, ranges, from, first) {
    const hits = [...first.hits];
    const next = plan.rarest(signs, outside(ranges, from, from + 2));
    const steps = [
      () => signs.length < 10 && from > 0 && ranges.length === 1 && deepest("", signs, budget, 0, MIDDLE),
      () => signs.length > 4 && deepest("=", [...wholeHash(query.text)], budget),
      () => next && deepest("", signs.slice(next.from, next.to), budget),
      ...plan.rarePairs(signs, []).map((pair) => () => deepest("+", pair, budget)),
    ];
    for (const step of steps) {
      if (budget.left <= 0) break;
      const found = await step();
      if (!found) continue;
      hits.push(...found.hits);
      const sure = answers(query, hits);
      if (sure.length) return { ...outcome(sure, first, false), complete: false };
    }
    const all = ranked(query, hits);
    return { hits: all, total: all.length, complete: false };
  }

  /** No name has all signs of `doubt` side by side: what a wrong, missing or swapped sign among them leaves, and words apart. */
  async function byRest(query, budget, signs, ranges, doubt, first) {
    const hits = [...first.hits, ...first.above];
    const brand = query.parts.length < 2 && signs.length < 5 ? brandEnds(signs, doubt) : [];
    const wide = [doubt[0] - 1, doubt[1] + 1]; // a swap may reach beyond
    const windows = (signs.length > LONG ? [wide, doubt] : [doubt, wide])
      .map((unless) => plan.rarest(signs, outside(ranges, ...unless)))
      .filter((one) => one && !plan.everywhere(signs, one.from));
    const near = windows.map((one) => ["", signs.slice(one.from, one.to)]);
    const swapped = doubt[1] - doubt[0] === 2 ? [["*", sorted(signs.slice(...doubt))]] : []; // within a brand
    const pairs = (doubted) => plan.rarePairs(signs, doubted).map((pair) => ["+", pair]);
    const paths = [
      ...brand.slice(0, 2).map((ends) => ["*", ends]),
      ...near.slice(0, 1),
      ...swapped,
      ...pairs([]).slice(0, more), // all signs are right, and two of them in the wrong order
      ...pairs(signs.slice(...doubt)),
      ...near.slice(1),
    ];
    for (const [space, path] of paths) {
      if (budget.left <= 0) break;
      const found = await deepest(space, path, budget);
      hits.push(...found.hits, ...found.above);
      const answered = ranked(query, hits);
      if (found.whole && space === "" && answered.length) break; // one wrong sign is all that is looked for
    }
    const all = ranked(query, hits);
    return { hits: all, total: all.length, complete: true };
  }

  const answers = (query, hits) => ranked(query, hits).filter((hit) => !hit.near);

  function outcome(hits, found, whole) {
    const all = found.whole || found.count <= new Set(found.hits.map((hit) => hit.id)).size;
    const count = !all && whole && found.exact ? found.count : 0;
    return { hits, total: Math.max(hits.length, count), complete: all };
  }

  async function byLatin(query, budget) {
    const text = query.text.slice(0, SHAPES["~"][1]);
    const found = await deepest("~", [...text], budget);
    const fits = found.hits.filter((hit) => hit.spelt.startsWith(text) || text.startsWith(hit.spelt));
    const hits = ranked({ ...query, text }, fits, latinRank);
    return hits.length ? outcome(hits, found, true) : byName(query, budget); // letters inside a name
  }

  async function byCode(query, budget) {
    const whole = query.text.length === CODE;
    const found = await deepest(whole ? "=" : "#", [...(whole ? wholeHash(query.text) : query.text)], budget);
    const fits = found.hits.filter((hit) => hit.id.startsWith(query.text));
    return outcome(ranked(query, fits, codeRank), found, true);
  }

  /** The hits for a query, with so many files left for other uses. */
  async function search(query, filters = {}, spared = 0) {
    const budget = { left: MOST + more - spared, bytes: MOST_BYTES + more * largest };
    if (query.kind === "name") return byName(query, budget);
    if (query.kind === "latin") return byLatin(query, budget);
    if (query.kind !== "code" && query.kind !== "code_part") return { hits: [], total: 0, complete: true };
    return withLatin(query, await byCode(query, budget), (spoken) => byLatin(spoken, budget));
  }

  return { name: "static", search };
}

function below(tree, path, text, root, step) {
  let at = 0;
  let depth = path.length;
  const signs = [...tree];
  for (;;) {
    let found = -1;
    let level = 0;
    for (let here = at; here < signs.length; here += 1) {
      if (signs[here] === ")") {
        level -= 1;
        if (level < 0) break;
      } else {
        if (level === 0 && signs[here] === text[depth]) {
          found = here;
          break;
        }
        level += 1;
      }
    }
    if (found < 0) return text.slice(0, depth + 1); // not full: it holds all that begins so
    depth += 1;
    if (depth === text.length || (depth - root) % step === 0) return text.slice(0, depth);
    at = found + 1;
  }
}

/** A node as it stands in a file: how many it counts, its entries, its tree; 0 for one that had to be shortened. */
export function opened(content, path, [count, refs, tree], tails) {
  const hits = [];
  for (let at = 0; at < refs.length; at += 1) {
    const noted = typeof refs[at + 1] === "string";
    hits.push(entry(content.d[refs[at]], noted ? path.slice(1) : "", noted ? refs[at + 1] : "", tails));
    if (noted) at += 1;
  }
  return { count, hits, tree };
}

/** A text of a file as both engines give it: `id|brand, tail|standing, district, lists, kinds, level|name`, alias. */
function entry(text, path, note, tails) {
  const [, id, span, standing, district, lists, kinds, level, shown] = /^(.*?)\|(.*?)\|(.*?)\|(.*?)\|(.*?)\|(.*?)\|(.*?)\|([^]*)$/.exec(text);
  const [stem, alias = ""] = shown.split("\n");
  const [rest, letters] = note.split("|");
  return {
    id, alias, standing, district, level, lists: [...lists], kinds: [...kinds],
    name: span.length > 2 ? stem + tails[TAIL_SIGNS.indexOf(span[2])] : stem,
    brand: [parseInt(span[0], 36), parseInt(span[1], 36)],
    spelt: path + rest,
    letters: Number(letters || 0),
  };
}
