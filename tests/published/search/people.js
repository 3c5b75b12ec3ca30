// Natural persons: asked for by the whole name, at an address that only who knows the name can say. As in persons.py.

import { opened, pathHash } from "./static.js";

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
const LONGEST = 30; // signs of a name

/** Where the persons of a full name stand under `/search/`. */
export function personAddress(name) {
  const bits = [0, 1, 2, 3].map((turn) => pathHash(`${turn}=${name}`).toString(2).padStart(32, "0")).join("");
  const letters = Array.from({ length: 24 }, (_, at) => LETTERS[parseInt(bits.slice(at * 5, at * 5 + 5), 2)]).join("");
  return `p/${letters}.json`;
}

/** Every person of exactly this name; none where the city shows no persons, or the query can be no name. */
export async function people(base, config, query) {
  const asked = config.lookup.persons && (query.kind === "name" || query.kind === "latin");
  if (!asked || query.text.length < 2 || query.text.length > LONGEST) return [];
  const answer = await fetch(new URL(personAddress(query.text), base));
  if (answer.status === 404 || answer.status === 410) return [];
  if (!answer.ok) throw new Error(`look-up file: ${answer.status}`);
  const content = await answer.json();
  return opened(content, "=", content.k["="], config.lookup.tails).hits.map((hit) => ({ ...hit, near: false, person: true }));
}
