// The look-up without a server: finds subjects in the files that lookup.py wrote, with at most three of them per query.

import { codeRank, latinRank, ranked, withLatin } from "./rank.js";

const SHAPES = { "": [2, 9, 4], "~": [3, 24, 8], "#": [8, 13, 4], "+": [2, 5, 3] }; // root, deepest, step: as in postings.py
const TAIL_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const MOST = 3; // files per query
const KEPT = 60; // files kept in memory
const ENOUGH = 10; // hits, where not all can be known

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
  const { bits, common, pairs, tails } = config.lookup;
  const files = new Map();
  const degrees = new Map();
  common.forEach((signs, degree) => [...signs].forEach((sign) => degrees.set(sign, degree)));
  const rarity = (sign) => degrees.get(sign) ?? common.length;
  const joined = new Map();
  pairs.forEach((texts, degree) => [...texts].forEach((sign, at, all) => at % 2 && joined.set(all[at - 1] + sign, degree)));

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
    return row && opened(content, path, row, tails);
  }

  /** The deepest node that answers for a text: undefined if the budget ended, null if nothing begins so. */
  async function deepest(space, signs, budget) {
    const [root, limit, step] = SHAPES[space];
    const text = signs.slice(0, limit);
    let path = text.slice(0, root);
    let full = null;
    for (;;) {
      const found = await node(space + path.join(""), budget);
      if (found === undefined && full) break; // the best of what is known
      if (!found || found.tree === undefined || path.length >= text.length) {
        return found && { ...found, whole: found.tree === undefined, exact: path.length === signs.length };
      }
      full = found;
      const next = below(found.tree, path, text, root, step);
      if (next.length === path.length) break;
      path = next;
    }
    return { ...full, whole: false, exact: false };
  }

  async function byName(query, budget) {
    const signs = [...query.text];
    const best = rarest(signs, query);
    const everywhere = joined.has(signs[best] + signs[best + 1]) && (query.parts.length < 2 || signs.length > 7);
    const start = everywhere ? 0 : best;
    const first = await deepest("", signs.slice(start), budget);
    let sure = answers(query, first?.hits ?? []);
    if (signs.length === 1 || (sure.length && (first.whole || sure.length >= ENOUGH))) {
      return outcome(sure, first, start === 0);
    }
    const hits = first ? [...first.hits] : [];
    if (signs.length === 3 || signs.length === 4) return byShort(query, signs, start, hits, budget);
    if (first && !first.whole && start > 0) {
      const again = await deepest("", signs, budget); // from its first sign on, the query is a path of its own
      hits.push(...(again?.hits ?? []));
      sure = answers(query, hits);
      if (sure.length && again) return outcome(sure, again, true);
    }
    for (const pair of rarePairs(signs, query.parts.length > 1 ? [] : signs.slice(start, start + 2))) {
      const found = budget.left > 0 && (await deepest("+", pair, budget));
      hits.push(...(found ? found.hits : []));
    }
    const all = ranked(query, hits);
    return { hits: all, total: all.length, complete: true };
  }

  /** Three or four signs, most likely a brand: each pair of neighbours that one wrong sign can leave, and the ends. */
  async function byShort(query, signs, tried, hits, budget) {
    const again = tried > 0 ? await deepest("", signs, budget) : null;
    hits.push(...(again?.hits ?? []));
    const sure = answers(query, hits);
    if (sure.length && again) return outcome(sure, again, true);
    const last = signs.length - 2;
    if (tried !== last) hits.push(...((await deepest("", signs.slice(last), budget))?.hits ?? []));
    for (const pair of rarePairs(signs.length === 3 ? [signs[0], signs[2]] : signs)) {
      hits.push(...((budget.left > 0 && (await deepest("+", pair, budget))?.hits) || []));
    }
    const all = ranked(query, hits);
    return { hits: all, total: all.length, complete: true };
  }

  const answers = (query, hits) => ranked(query, hits).filter((hit) => !hit.near);

  function outcome(hits, found, fromStart) {
    const whole = !found || found.whole || found.count <= new Set(found.hits.map((hit) => hit.id)).size;
    const count = !whole && fromStart && found.exact ? found.count : 0;
    return { hits, total: Math.max(hits.length, count), complete: whole };
  }

  /** Where to look first: the two neighbours that the fewest names should have. */
  function rarest(signs, query) {
    const borders = new Set();
    if (query.parts.some((part) => [...part].length > 1)) {
      let at = 0;
      for (const part of query.parts) borders.add((at += [...part].length) - 1);
    }
    let chosen = 0;
    let top = -1;
    for (let at = 0; at + 1 < signs.length; at += 1) {
      if (borders.has(at)) continue;
      const together = (joined.get(signs[at] + signs[at + 1]) ?? pairs.length) * 20;
      const score = together + (rarity(signs[at]) + rarity(signs[at + 1])) * 2 + (signs.length - at > 2 ? 1 : 0);
      if (score > top) [top, chosen] = [score, at];
    }
    return chosen;
  }

  /** Two pairs among the three rarest signs, one of which a wrong sign leaves; most likely it is one of the `suspects`. */
  function rarePairs(signs, suspects = []) {
    const order = [...new Set(signs)].sort((a, b) => rarity(b) - rarity(a) || b.codePointAt(0) - a.codePointAt(0));
    const top = order.length > 2 ? [0, 1, 2] : [0, 1].slice(0, order.length);
    const doubted = top.filter((at) => suspects.includes(order[at]));
    const sound = top.filter((at) => !doubted.includes(at));
    const pairs = top.length < 3 ? [top]
      : doubted.length === 2 ? doubted.map((at) => [at, sound[0]])
        : doubted.length === 1 ? [sound, [doubted[0], sound[0]]]
          : [[0, 1], [1, 2]];
    return pairs.filter((pair) => pair.length === 2).map((pair) => pair.sort((a, b) => a - b))
      .map(([one, two]) => [order[one], order[two], ...order.slice(two + 1, two + 4)]);
  }

  async function byLatin(query, budget) {
    const text = query.text.slice(0, SHAPES["~"][1]);
    const found = await deepest("~", [...text], budget);
    const fits = (found?.hits ?? []).filter((hit) => hit.spelt.startsWith(text) || text.startsWith(hit.spelt));
    const hits = ranked({ ...query, text }, fits, latinRank);
    return hits.length ? outcome(hits, found, true) : byName(query, budget); // letters inside a name
  }

  async function byCode(query, budget) {
    const found = await deepest("#", [...query.text], budget);
    const fits = (found?.hits ?? []).filter((hit) => hit.id.startsWith(query.text));
    return outcome(ranked(query, fits, codeRank), found, true);
  }

  /** The hits for a query, with so many files left for other uses. */
  async function search(query, filters = {}, spared = 0) {
    const budget = { left: MOST - spared };
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

/** A node as it stands in a file: how many it counts, its entries, its tree. */
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
