// The look-up with a search server: asks Meilisearch with a key that can only search, and gives what the static engine gives.

import { codeRank, latinRank, ranked, withLatin } from "./rank.js";

const WORDS = 10; // Meilisearch reads no more words of a query
const PAGE = 100; // candidates asked for
const SPELT = 16; // letters of a name written out,
const INITIALS = 8; // and of its initials, that the index surely holds
const SWAPPED = 40; // signs of a query in which swapped neighbours are looked for
const PATIENCE = 4000; // milliseconds, then the server counts as down
const FACETS = ["standing", "lists", "kinds", "district", "level"];
const LETTERS = "abcdefghijklmnop";

/** A sign as letters, so that the server's own segmentation leaves it alone: the same as in grams.py. */
export const spelt = (sign) =>
  sign.codePointAt(0).toString(16).padStart(4, "0").replace(/[0-9a-f]/g, (digit) => LETTERS[parseInt(digit, 16)]);

const quoted = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** The engine over the index that `config.server` names; `search` throws if the server does not answer. */
export function serverEngine(config) {
  const { url, key, index } = config.server;
  const common = config.lookup.common;
  const rarity = (sign) => {
    const degree = common.findIndex((signs) => signs.includes(sign));
    return degree < 0 ? common.length : degree;
  };

  async function asked(queries) {
    const answer = await fetch(new URL(`${url}/multi-search`, location.origin), {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}` },
      body: JSON.stringify({ queries: queries.map((one) => ({ indexUid: index, ...one })) }),
      signal: AbortSignal.timeout(PATIENCE),
      credentials: "omit",
    });
    if (!answer.ok) throw new Error(`search server: ${answer.status}`);
    return (await answer.json()).results;
  }

  /** The rarest pairs of neighbours, without those around a place that is in doubt. */
  function byGrams(signs, extra = {}, doubted = -2) {
    const grams = [];
    for (let at = 0; at + 1 < signs.length; at += 1) {
      if (at !== doubted && at !== doubted - 1) grams.push({ at, text: spelt(signs[at]) + spelt(signs[at + 1]), score: rarity(signs[at]) + rarity(signs[at + 1]) });
    }
    const rarest = [...grams].sort((a, b) => b.score - a.score || a.at - b.at).slice(0, WORDS);
    const q = rarest.sort((a, b) => a.at - b.at).map((gram) => gram.text).join(" ");
    return {
      q, limit: PAGE, matchingStrategy: "all", attributesToSearchOn: ["grams"], sort: ["length:asc"], ...extra,
    };
  }

  async function byName(query, filters) {
    const signs = [...query.text];
    const main = signs.length === 1
      ? { q: spelt(signs[0]), limit: PAGE, attributesToSearchOn: ["grams"], sort: ["length:asc"], facets: FACETS }
      : byGrams(signs, { facets: FACETS });
    const whole = { filter: [`full = ${quoted(query.text)}`], limit: 20 };
    const brand = { filter: [`brands = ${quoted(query.text)}`], limit: 20, sort: ["length:asc"] };
    const head = { filter: [`heads = ${quoted(query.text)}`], limit: 20, sort: ["length:asc"] };
    const { results, counts } = await narrowed([main, whole, brand, head], filters);
    const sure = ranked(query, entries(results)).filter((hit) => !hit.near);
    if (sure.length) return outcome(query, sure, results[0], counts);
    return { ...(await byParts(query, signs)), complete: results[0].estimatedTotalHits <= PAGE };
  }

  /** The queries as they are where the first gives all there is; else with the chosen filters, and counts beside each. */
  async function narrowed(queries, filters) {
    const open = await asked(queries);
    const rows = chosen(filters);
    if (!rows.length || open[0].estimatedTotalHits <= PAGE) return { results: open, counts: open[0].facetDistribution };
    const within = (query, left) => ({ ...query, filter: [...(query.filter ?? []), ...left.map(([, row]) => row)] });
    const besides = rows.map(([facet]) =>
      within({ ...queries[0], limit: 0, facets: [facet] }, rows.filter(([other]) => other !== facet)));
    const answered = await asked([...queries.map((query) => within(query, rows)), ...besides]);
    const results = answered.slice(0, queries.length);
    const counts = { ...results[0].facetDistribution };
    rows.forEach(([facet], at) => Object.assign(counts, answered[queries.length + at].facetDistribution));
    return { results, counts };
  }

  /** Words apart, or one sign wrong: what is left without the signs around each place; two signs swapped: swapped back. */
  async function byParts(query, signs) {
    const queries = [];
    const words = query.parts.filter((part) => [...part].length > 1);
    const more = { limit: signs.length < 6 ? 60 : 20, matchingStrategy: "all", attributesToSearchOn: ["grams"], sort: ["length:asc"] };
    if (query.parts.length > 1) {
      const grams = words.flatMap((word) => [...word].slice(1).map((sign, at) => spelt([...word][at]) + spelt(sign)));
      const single = query.parts.filter((part) => [...part].length === 1).map(spelt);
      queries.push({ ...more, q: [...grams, ...single].slice(0, WORDS).join(" "), limit: PAGE });
    }
    const seen = new Set();
    const add = (q) => {
      if (!q || seen.has(q)) return;
      seen.add(q);
      queries.push({ ...more, q });
    };
    signs.forEach((_, at) => add(byGrams(signs, {}, at).q));
    for (let at = 1; at < signs.length && signs.length < 6; at += 1) { // most likely a brand: as it begins
      const filter = [`heads = ${quoted(signs.slice(0, at).join(""))}`];
      queries.push({ ...more, q: byGrams(signs.slice(at + 1)).q, filter });
    }
    for (let at = 0; at + 1 < signs.length && signs.length <= SWAPPED; at += 1) {
      const back = [...signs.slice(0, at), signs[at + 1], signs[at], ...signs.slice(at + 2)];
      if (signs[at] !== signs[at + 1]) add(byGrams(back).q);
    }
    return queries.length ? outcome(query, ranked(query, entries(await asked(queries)))) : outcome(query, []);
  }

  async function byLatin(query, filters) {
    const main = { q: query.text.slice(0, 24), limit: PAGE, attributesToSearchOn: ["latin"], sort: ["length:asc"],
      facets: FACETS };
    const exact = { filter: [`spelt = ${quoted(query.text)}`], limit: 20, sort: ["length:asc"] };
    const head = { filter: [`heads = ${quoted(query.text)}`], limit: 20, sort: ["length:asc"] };
    const { results, counts } = await narrowed([main, exact, head], filters);
    const read = results[1].hits.map((hit) => ({ ...readAs(hit, query.text), letters: query.text.length }));
    const begin = results[0].hits.map((hit) => readAs(hit, query.text));
    const hits = ranked(query, [...read, ...entries([results[2]]), ...begin], latinRank);
    if (hits.length) return outcome(query, hits, results[0], counts);
    const named = await byName(query, filters); // letters inside a name
    const begun = named.hits.length ? named : await byBeginning(query, main);
    return begun.hits.length ? begun : named;
  }

  /** More of a name spelt out than the index holds: those that begin so. Initials of syllables are never i, u or v. */
  async function byBeginning(query, main) {
    const size = /[iuv]/.test(query.text) ? SPELT : INITIALS;
    if (query.text.length <= size) return outcome(query, []);
    const results = await asked([{ ...main, q: query.text.slice(0, size), limit: 20 }]);
    return outcome(query, entries(results).filter((hit) => !hit.alias).map((hit) => ({ ...hit, near: true })));
  }

  async function byCode(query, filters) {
    if (query.kind === "code") {
      const [found] = await asked([{ filter: `id = ${quoted(query.text)}`, limit: 2 }]);
      return outcome(query, found.hits.filter((hit) => hit.id === query.text).map(shaped));
    }
    const main = { q: query.text.toLowerCase(), limit: PAGE, attributesToSearchOn: ["code"], sort: ["length:asc"], facets: FACETS };
    const { results, counts } = await narrowed([main], filters);
    const fits = results[0].hits.filter((hit) => hit.id.startsWith(query.text));
    return outcome(query, ranked(query, fits.map(shaped), codeRank), results[0], counts);
  }

  async function search(query, filters = {}) {
    if (query.kind === "name") return byName(query, filters);
    if (query.kind === "latin") return byLatin(query, filters);
    if (query.kind !== "code" && query.kind !== "code_part") return { hits: [], total: 0, complete: true };
    const codes = await byCode(query, filters);
    return withLatin(query, codes, (spoken) => byLatin(spoken, filters));
  }

  return { name: "meilisearch", search };
}

/** What was found; of more than one answer holds, the server's own estimate and counts are given. */
function outcome(query, hits, main, counts) {
  const more = main && main.estimatedTotalHits > PAGE && !query.without.length;
  return more ? { hits, total: Math.max(main.estimatedTotalHits, hits.length), complete: false, counts }
    : { hits, total: hits.length, complete: true };
}

function chosen(filters) {
  const rows = [];
  for (const facet of FACETS) {
    if (filters[facet]) rows.push([facet, `${facet} = ${quoted(filters[facet])}`]);
  }
  return rows;
}

/** Every hit once for its name and once for each further name, as the static files hold them. */
function entries(results) {
  return results.flatMap((result) => result.hits.flatMap((hit) =>
    [shaped(hit), ...[...hit.aliases, ...hit.shops].map((alias) => ({ ...shaped(hit), alias, brand: [0, 0] }))]));
}

/** A hit for letters: under the further name that is read so, where it is not its own. */
function readAs(hit, text) {
  const at = hit.read.find((one) => one.startsWith(text))?.split(" ")[1];
  return { ...shaped(hit), alias: at === undefined ? "" : [...hit.aliases, ...hit.shops][at] };
}

function shaped(hit) {
  const [start, length] = hit.brand.split(".").map((part) => parseInt(part, 16));
  return {
    id: hit.id, name: hit.name, alias: "", standing: hit.standing, district: hit.district, lists: hit.lists,
    kinds: hit.kinds, level: hit.level, brand: [start, length], spelt: "", letters: 0, near: false,
  };
}
