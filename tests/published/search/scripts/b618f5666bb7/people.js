// Natural persons: asked for by the whole name, at an address that only who knows the name can say. As in persons.py.

import { opened, pathHash } from "./static.js";

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
const LONGEST = 30; // signs of a name
const NO_PERSON = /公司|有限|合作社|经营部|服务部|商行|商店|超市|集团|企业/; // who asks for a firm by its whole name asks for no person

/** Where the persons of a full name stand under `/search/`. */
export function personAddress(name) {
  const bits = [0, 1, 2, 3].map((turn) => pathHash(`${turn}=${name}`).toString(2).padStart(32, "0")).join("");
  const letters = Array.from({ length: 24 }, (_, at) => LETTERS[parseInt(bits.slice(at * 5, at * 5 + 5), 2)]).join("");
  return `p/${letters}.json`;
}

/** Whether a person may be called so, in a city that shows persons. */
export const mayBePerson = (config, query) => config.lookup.persons && (query.kind === "name" || query.kind === "latin")
  && query.text.length >= 2 && query.text.length <= LONGEST && !NO_PERSON.test(query.text);

/** Every person of exactly this name. */
export async function people(base, config, query) {
  const answer = await fetch(new URL(personAddress(query.text), base));
  if (answer.status === 404 || answer.status === 410) return [];
  if (!answer.ok) throw new Error(`look-up file: ${answer.status}`);
  const content = await answer.json();
  return opened(content, "=", content.k["="], config.lookup.tails).hits.map((hit) => ({ ...hit, near: false, person: true }));
}
