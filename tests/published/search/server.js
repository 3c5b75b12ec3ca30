// The look-up with a search server: asks Meilisearch with a key that can only search, and gives what the static engine gives.

import { ranked } from "./rank.js";

const WORDS = 10; // Meilisearch reads no more words of a query
const PAGE = 60; // candidates asked for
const PATIENCE = 4000; // milliseconds, then the server counts as down
const FACETS = ["standing", "lists", "kinds", "district", "level"];
const LETTERS = "abcdefghijklmnop";

/** A sign as letters, so that the server's own segmentation leaves it alone: the same as in grams.py. */
export const spelt = (sign) =>
  sign.codePointAt(0).toString(16).padStart(4, "0").replace(/[0-9a-f]/g, (digit) => LETTERS[parseInt(digit, 16)]);

const quoted = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** The engine over the index that `config.server` names; `search(query, filters)` throws if the server does not answer. */
export function serverEngine(config) {
  const { url, key, index } = config.server;
  const common = config.lookup.common;
  const rarity = (sign) => {
    const degree = common.findIndex((signs) => signs.includes(sign));
    return degree < 0 ? common.length : degree;
  };

  async function asked(queries) {
    const answer = await fetch(`${url}/multi-search`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}` },
      body: JSON.stringify({ queries: queries.map((one) => ({ indexUid: index, ...one })) }),
      signal: AbortSignal.timeout(PATIENCE),
      credentials: "omit",
    });
    if (!answer.ok) throw new Error(`search server: ${answer.status}`);
    return (await answer.json()).results;
  }

  function byGrams(signs, from, to, filter, extra = {}) {
    const grams = [];
    for (let at = from; at < to; at += 1) {
      grams.push({ at, text: spelt(signs[at]) + spelt(signs[at + 1]), score: rarity(signs[at]) + rarity(signs[at + 1]) });
    }
    const rarest = [...grams].sort((a, b) => b.score - a.score || a.at - b.at).slice(0, WORDS);
    const q = rarest.sort((a, b) => a.at - b.at).map((gram) => gram.text).join(" ");
    return {
      q, filter, limit: PAGE, matchingStrategy: "all", attributesToSearchOn: ["grams"], sort: ["length:asc"], ...extra,
    };
  }

  async function byName(query, filters) {
    const signs = [...query.text];
    const open = chosen(filters);
    const main = signs.length === 1
      ? { q: spelt(signs[0]), filter: open, limit: PAGE, attributesToSearchOn: ["grams"], sort: ["length:asc"], facets: FACETS }
      : byGrams(signs, 0, signs.length - 1, open, { facets: FACETS });
    const head = { filter: [...open, `heads = ${quoted(query.text)}`], limit: 20, sort: ["length:asc"] };
    const brand = { filter: [...open, `brands = ${quoted(query.text)}`], limit: 20, sort: ["length:asc"] };
    const whole = { filter: [...open, `full = ${quoted(query.text)}`], limit: 20 };
    const results = await asked([main, whole, brand, head]);
    const sure = ranked(query, entries(results)).filter((hit) => !hit.near);
    if (sure.length) return outcome(sure, results[0]);
    return byParts(query, signs, open);
  }

  /** Words apart, or one sign wrong: what is left without the signs around each place. */
  async function byParts(query, signs, open) {
    const queries = [];
    const words = query.parts.filter((part) => [...part].length > 1);
    if (words.length > 1) {
      const grams = words.flatMap((word) => [...word].slice(1).map((sign, at) => spelt([...word][at]) + spelt(sign)));
      queries.push({ q: grams.slice(0, WORDS).join(" "), filter: open, limit: PAGE, matchingStrategy: "all",
        attributesToSearchOn: ["grams"], sort: ["length:asc"] });
    }
    const wide = signs.length >= 6 ? 2 : 1;
    const seen = new Set();
    for (let at = 0; at < signs.length; at += 1) {
      const q = [byGrams(signs, 0, Math.max(0, at - 1), open).q,
        byGrams(signs, Math.min(at + wide, signs.length - 1), signs.length - 1, open).q].filter(Boolean).join(" ");
      const cut = q.split(" ").slice(0, WORDS).join(" ");
      if (!cut || seen.has(cut)) continue;
      seen.add(cut);
      queries.push({ q: cut, filter: open, limit: 20, matchingStrategy: "all", attributesToSearchOn: ["grams"],
        sort: ["length:asc"] });
    }
    if (!queries.length) return outcome([], null);
    return outcome(ranked(query, entries(await asked(queries))), null);
  }

  async function byLatin(query, filters) {
    const open = chosen(filters);
    const main = { q: query.text.slice(0, 24), filter: open, limit: PAGE, attributesToSearchOn: ["latin"],
      sort: ["length:asc"], facets: FACETS };
    const exact = { filter: [...open, `spelt = ${quoted(query.text)}`], limit: 20, sort: ["length:asc"] };
    const whole = { filter: [...open, `full = ${quoted(query.text)}`], limit: 20 };
    const [found, first, named] = await asked([main, exact, whole]);
    const hits = new Map([...named.hits, ...first.hits, ...found.hits].map((hit) => [hit.id, shaped(hit)]));
    return outcome([...hits.values()], found);
  }

  async function byCode(query, filters) {
    if (query.kind === "code") {
      const [found] = await asked([{ filter: `id = ${quoted(query.text)}`, limit: 2, facets: FACETS }]);
      return outcome(found.hits.filter((hit) => hit.id === query.text).map(shaped), found);
    }
    const [found] = await asked([{ q: query.text.toLowerCase(), filter: chosen(filters), limit: PAGE,
      attributesToSearchOn: ["code"], sort: ["length:asc"], facets: FACETS }]);
    return outcome(found.hits.filter((hit) => hit.id.startsWith(query.text)).map(shaped), found);
  }

  async function search(query, filters = {}) {
    if (query.kind === "code" || query.kind === "code_part") {
      const found = await byCode(query, filters);
      if (found.hits.length || query.kind === "code") return found;
      return byLatin({ ...query, text: query.text.toLowerCase() }, filters);
    }
    if (query.kind === "latin") return byLatin(query, filters);
    if (query.kind === "name") return byName(query, filters);
    return { hits: [], total: 0, complete: true };
  }

  return { name: "meilisearch", search, filters: true };
}

function outcome(hits, main) {
  const total = Math.max(hits.length, main?.estimatedTotalHits ?? 0);
  return { hits, total, complete: total <= hits.length, counts: main?.facetDistribution };
}

function chosen(filters) {
  const rows = [];
  for (const facet of FACETS) {
    if (filters[facet]) rows.push(`${facet} = ${quoted(filters[facet])}`);
  }
  return rows;
}

/** Every hit once for its name and once for each further name, as the static files hold them. */
function entries(results) {
  return results.flatMap((result) => result.hits.flatMap((hit) =>
    [shaped(hit), ...[...hit.aliases, ...hit.shops].map((alias) => ({ ...shaped(hit), alias, brand: [0, 0] }))]));
}

function shaped(hit) {
  const [start, length] = hit.brand.split(".").map((part) => parseInt(part, 16));
  return {
    id: hit.id, name: hit.name, alias: "", note: "", standing: hit.standing, district: hit.district, lists: hit.lists,
    kinds: hit.kinds, level: hit.level, brand: [start, length], near: false,
  };
}
