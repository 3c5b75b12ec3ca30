// One look-up with two engines behind it: asks the server where there is one, else the files; tells apart how it ended.

import { query } from "./names.js";
import { mayBePerson, people } from "./people.js";
import { serverEngine } from "./server.js";
import { staticEngine } from "./static.js";

const FACETS = ["standing", "lists", "kinds", "district", "level"];
const base = new URL("../..", import.meta.url); // of the data: scripts/<set>/ lie under it
const REST = 30_000; // milliseconds for which a server that did not answer is left alone
let opened = null;
let resting = 0;

/** The configuration, read once; read anew after a failure. */
export function configuration() {
  opened ??= read().catch((fault) => {
    opened = null;
    throw fault;
  });
  return opened;
}

async function read() {
  const answer = await fetch(new URL("config.json", base));
  if (!answer.ok) throw new Error(`config.json: ${answer.status}`);
  const config = await answer.json();
  const engines = [staticEngine(base, config)];
  if (config.engine === "meilisearch" && config.server) engines.unshift(serverEngine(config));
  return { config, engines };
}

/**
 * What became of a query: { state, query, hits, total, complete, counts, engine, fellBack }.
 * state: empty | invalid | found | none | partial | filtered | down. "partial" and "down" say nothing about anybody.
 * Natural persons are asked for only with `whole`: when a name is wholly typed, never while it is.
 */
export async function ask(text, filters = {}, whole = false) {
  const understood = query(text);
  if (understood.kind === "empty") return { state: "empty", query: understood, hits: [] };
  if (understood.kind === "bad_code") return { state: "invalid", query: understood, hits: [] };
  let fellBack = false;
  try {
    const { config, engines } = await configuration();
    const named = whole && mayBePerson(config, understood);
    for (const engine of engines) {
      if (engine !== engines.at(-1) && performance.now() < resting) {
        fellBack = true;
        continue;
      }
      try {
        const persons = named ? await people(base, config, understood) : [];
        const found = await engine.search(understood, filters, named ? 1 : 0);
        return { ...concluded(found, persons, filters, config.words), query: understood, engine: engine.name, fellBack };
      } catch (fault) {
        if (engine === engines.at(-1)) throw fault;
        fellBack = true;
        resting = performance.now() + REST;
      }
    }
  } catch {
    opened = null; // a new release may have come meanwhile
  }
  return { state: "down", query: understood, hits: [] };
}


function concluded(found, persons, filters, words) {
  const hits = [...persons, ...found.hits].map((hit) => worded(hit, words));
  const kept = hits.filter((hit) => FACETS.every((facet) => !filters[facet] || [hit[facet]].flat().includes(filters[facet])));
  const counts = found.counts ?? counted(hits, filters);
  const total = kept.length === hits.length ? found.total + persons.length : kept.length;
  const state = kept.length ? "found" : hits.length ? "filtered" : found.complete ? "none" : "partial";
  return { state, hits: kept, total, complete: found.complete, counts };
}

/** The identifiers for which the files hold letters. */
function worded(hit, words) {
  const word = (table, letter) => table[letter]?.[0] ?? letter;
  return {
    ...hit,
    standing: word(words.standings, hit.standing),
    lists: hit.lists.map((letter) => word(words.lists, letter)),
    kinds: hit.kinds.map((letter) => word(words.kinds, letter)),
  };
}

/** How many hits each choice would leave, beside what is chosen elsewhere. */
function counted(hits, filters) {
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, {}]));
  const fits = (hit, facet) => !filters[facet] || [hit[facet]].flat().includes(filters[facet]);
  for (const hit of hits) {
    for (const facet of FACETS) {
      if (!FACETS.every((other) => other === facet || fits(hit, other))) continue;
      for (const value of [hit[facet]].flat().filter(Boolean)) counts[facet][value] = (counts[facet][value] ?? 0) + 1;
    }
  }
  return counts;
}
