// The look-up without a server: finds subjects in the files that lookup.py wrote, with at most three of them per query.

import { ranked } from "./rank.js";

const SHAPES = { "": [2, 9, 2], "~": [3, 24, 4], "#": [8, 13, 4] }; // root, deepest, step: as in lookup.py
const MOST = 3; // files per query
const KEPT = 60; // files kept in memory

/** The hash of a path: the same as in lookup.py. */
export function pathHash(path) {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(path)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b) >>> 0;
  return (value ^ (value >>> 13)) >>> 0;
}

const two = (number) => number.toString(16).padStart(2, "0");

/** The engine over the files under `base`; `search(query)` gives { hits, total, complete }, or throws if they cannot be read. */
export function staticEngine(base, config) {
  const { bits, common } = config.lookup;
  const files = new Map();
  const degrees = new Map();
  common.forEach((signs, degree) => [...signs].forEach((sign) => degrees.set(sign, degree)));
  const rarity = (sign) => degrees.get(sign) ?? common.length;

  function file(path) {
    const number = bits ? pathHash(path) >>> (32 - bits) : 0;
    return `n${bits}/${two(number >>> 8)}/${two(number & 255)}.json`;
  }

  async function fetched(name) {
    const answer = await fetch(new URL(name, base));
    if (!answer.ok) throw new Error(`look-up file: ${answer.status}`);
    return answer.json();
  }

  async function node(path, budget) {
    const name = file(path);
    if (!files.has(name)) {
      if (budget.left <= 0) return undefined;
      budget.left -= 1;
      const content = await fetched(name);
      files.set(name, content);
      if (files.size > KEPT) files.delete(files.keys().next().value);
    }
    const content = files.get(name);
    const row = Object.hasOwn(content.k, path) ? content.k[path] : null;
    return row && opened(content, path, row);
  }

  /** The deepest node that answers for a text: undefined if the budget ended, null if nothing begins so. */
  async function deepest(space, signs, budget) {
    const [root, limit, step] = SHAPES[space];
    const text = signs.slice(0, limit);
    let path = text.slice(0, root);
    for (;;) {
      const found = await node(space + path.join(""), budget);
      if (!found || found.tree === undefined || path.length >= text.length) {
        return found && { ...found, whole: found.tree === undefined, exact: path.length === signs.length };
      }
      const next = below(found.tree, path, text, root, step);
      if (next.length === path.length) return { ...found, whole: false, exact: false };
      path = next;
    }
  }

  async function byName(query, budget) {
    const signs = [...query.text];
    if (signs.length === 1) {
      const found = await deepest("", signs, budget);
      return answer(query, found?.hits ?? [], found);
    }
    const hits = [];
    const tried = [];
    let complete = false;
    let total = 0;
    for (let at = best(signs, query, tried); at !== null && budget.left > 0; at = best(signs, query, tried)) {
      tried.push(at);
      const found = await deepest("", signs.slice(at), budget);
      if (!found) continue;
      hits.push(...found.hits);
      if (found.exact && at === 0) total = Math.max(total, found.count);
      const sure = ranked(query, hits).filter((hit) => !hit.near);
      if (sure.length && (found.whole || (found.exact && at === 0) || sure.length >= 10)) {
        complete = found.whole;
        total = found.whole ? sure.length : Math.max(total, sure.length);
        return { hits: sure, total, complete };
      }
    }
    const all = ranked(query, hits);
    return { hits: all, total: Math.max(total, all.length), complete: !total };
  }

  /** Where to look next: the pair of signs that the fewest names should have, apart from those already tried. */
  function best(signs, query, tried) {
    const borders = new Set();
    if (query.parts.some((part) => [...part].length > 1)) {
      let at = 0;
      for (const part of query.parts) borders.add((at += [...part].length) - 1);
    }
    let chosen = null;
    let top = -1;
    for (let at = 0; at + 1 < signs.length; at += 1) {
      if (borders.has(at)) continue;
      const near = Math.min(...tried.map((other) => Math.abs(other - at)));
      if (near < 2) continue;
      const score = (rarity(signs[at]) + rarity(signs[at + 1])) * 4 + (near >= 3 ? 2 : 0) + (signs.length - at > 2 ? 1 : 0);
      if (score > top) [top, chosen] = [score, at];
    }
    if (chosen === null && tried.length && !tried.includes(0)) return 0;
    return chosen;
  }

  async function byLatin(query, budget) {
    const found = await deepest("~", [...query.text], budget);
    const fits = (found?.hits ?? []).filter((hit) => hit.note.replace("|", "").startsWith(query.text.slice(0, 24)));
    return answer(query, fits, found, latinRank);
  }

  async function byCode(query, budget) {
    const found = await deepest("#", [...query.text], budget);
    const fits = (found?.hits ?? []).filter((hit) => hit.id.startsWith(query.text));
    return answer(query, fits, found, (_, hit) => [0, hit.name.length]);
  }

  async function person(query, budget) {
    const found = await node(`=${query.text}`, budget);
    return (found?.hits ?? []).map((hit) => ({ ...hit, near: false }));
  }

  function answer(query, fits, found, ranker) {
    const hits = ranked(query, fits, ranker);
    const complete = !found || found.whole || found.count <= hits.length;
    return { hits, total: complete ? hits.length : Math.max(hits.length, found.exact ? found.count : 0), complete };
  }

  async function search(query) {
    const budget = { left: MOST };
    if (query.kind === "code" || query.kind === "code_part") {
      const found = await byCode(query, budget);
      if (found.hits.length || query.kind === "code") return found;
      return byLatin({ ...query, text: query.text.toLowerCase() }, budget);
    }
    if (query.kind === "latin") return byLatin(query, budget);
    if (query.kind !== "name") return { hits: [], total: 0, complete: true };
    if (!config.lookup.persons) return byName(query, budget);
    const people = await person(query, budget);
    const found = await byName(query, budget);
    return { ...found, hits: [...people, ...found.hits], total: found.total + people.length };
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

function opened(content, path, [count, refs, tree]) {
  const hits = [];
  for (let at = 0; at < refs.length; at += 1) {
    const note = typeof refs[at + 1] === "string" ? refs[at + 1] : "";
    hits.push(entry(content.d[refs[at]], note));
    if (note) at += 1;
  }
  return { count, hits, tree };
}

/** A row of a file as both engines give it. */
function entry([id, name, brand, meta, alias = ""], note) {
  const [standing, district = "", lists = "", kinds = "", ...level] = meta.split("|");
  const [start, length] = brand.split(".").map((part) => parseInt(part, 16));
  return {
    id, name, alias, note, standing, district, lists: [...lists], kinds: [...kinds], level: level.join("|"),
    brand: [start, length],
  };
}

function latinRank(query, hit) {
  const end = hit.note.indexOf("|");
  const place = hit.note.replace("|", "") === query.text || end === query.text.length ? 0 : end >= 0 ? 1 : 2;
  return [place, end >= 0 ? Math.abs(end - query.text.length) : 0, hit.name.length];
}
