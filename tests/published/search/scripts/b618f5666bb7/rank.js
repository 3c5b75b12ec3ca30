// Which candidates answer a query, and in which order: the same for both engines.

import { key } from "./names.js";

/** How a candidate answers a name query, or null: smaller is better, compared place by place. */
export function rank(query, hit) {
  const form = key(hit.alias || hit.name);
  const own = hit.alias ? key(hit.name) : form;
  if (query.without.some((word) => form.includes(word) || own.includes(word))) return null;
  const at = form.indexOf(query.text);
  if (at >= 0) return [placeOf(query.text, form, at, hit), form.length, 0];
  if (own !== form && own.includes(query.text)) return [5, own.length, 0];
  if (query.parts.length && query.parts.every((part) => form.includes(part))) return [5, form.length, 0];
  if (!hit.alias && regionShort(query.text, form, hit.brand[0])) return [5, form.length, 1];
  const distance = closeness([...query.text], [...form], hit.brand);
  return distance ? [6, ...distance] : null;
}

function placeOf(text, form, at, hit) {
  if (form === text) return 0;
  const [start, length] = hit.brand;
  const sign = [...form.slice(0, at)].length;
  const size = [...text].length;
  if (sign === start && size === length) return 1;
  if (form.startsWith(text, [...form].slice(0, start).join("").length)) return 2;
  if (at === 0) return 3;
  return 4;
}

/** Whether a query is some of the region and the beginning of the brand: what lies between is often left out. */
function regionShort(text, form, start) {
  const region = form.slice(0, start);
  const rest = form.slice(start);
  for (let size = 2; size <= start && size + 2 <= text.length; size += 1) {
    if (region.includes(text.slice(0, size)) && rest.startsWith(text.slice(size))) return true;
  }
  return false;
}

/** One wrong, missing, added or swapped sign, against the whole name, the brand or any part of the name. */
function closeness(query, form, [start, length]) {
  if (query.length < 3) return null;
  const near = (text) => Math.abs(query.length - text.length) <= 1 && distance(query, text, false) <= 1;
  if (near(form)) return [0, Math.abs(query.length - form.length)];
  if (length > 1 && near(form.slice(start, start + length))) return [1, form.length];
  if (query.length < 4 || distance(query, form, true) > 1) return null;
  return [2, form.length];
}

/** Edits from the query to the text, or to the part of it that is nearest; a swap of neighbours is one edit. */
function distance(query, text, part) {
  let older = null;
  let old = text.map(() => 0);
  old.push(0);
  if (!part) old = old.map((_, at) => at);
  for (let i = 1; i <= query.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= text.length; j += 1) {
      const same = query[i - 1] === text[j - 1] ? 0 : 1;
      row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + same);
      if (i > 1 && j > 1 && query[i - 1] === text[j - 2] && query[i - 2] === text[j - 1]) {
        row[j] = Math.min(row[j], older[j - 2] + 1);
      }
    }
    older = old;
    old = row;
  }
  return part ? Math.min(...old) : old[text.length];
}

/** How a candidate answers Latin letters: as they stand in its name, as its brand is read, as its brand begins. */
export function latinRank(query, hit) {
  const form = key(hit.alias || hit.name);
  if (query.without.some((word) => form.includes(word))) return null;
  const letters = Math.abs(hit.letters);
  const whole = hit.spelt === query.text || letters === query.text.length;
  const place = form.includes(query.text) ? 0 : whole ? 1 : letters ? 2 : 3;
  return [place, hit.letters < 0 ? 1 : 0, letters ? Math.abs(letters - query.text.length) : 0, hit.name.length];
}

export const codeRank = (_, hit) => [0, hit.name.length];

/** A few signs can be a code's beginning and a brand: names that hold them come first, then codes, then what sounds so. */
export async function withLatin(query, codes, byLatin) {
  if (query.kind === "code" || (codes.hits.length && query.text.length >= 8)) return codes;
  const text = query.text.toLowerCase();
  const spoken = await byLatin({ ...query, text, kind: "latin" });
  const named = spoken.hits.filter((hit) => key(hit.alias || hit.name).includes(text));
  const hits = [...new Map([...named, ...codes.hits, ...spoken.hits].map((hit) => [hit.id, hit])).values()];
  const complete = codes.complete && spoken.complete;
  return { hits, total: complete ? hits.length : codes.total + spoken.total, complete };
}

/** The candidates that answer, best first, one per subject. */
export function ranked(query, hits, ranker = rank) {
  const rows = [];
  for (const hit of hits) {
    const place = ranker(query, hit);
    if (place) rows.push({ place, hit });
  }
  rows.sort((a, b) => compared(a.place, b.place) || (a.hit.name < b.hit.name ? -1 : a.hit.name > b.hit.name ? 1 : 0)
    || (a.hit.id < b.hit.id ? -1 : 1));
  const seen = new Set();
  return rows.filter(({ hit }) => !seen.has(hit.id) && seen.add(hit.id))
    .map(({ hit, place }) => ({ ...hit, near: place[0] === 6 }));
}

function compared(a, b) {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    if (a[at] !== b[at]) return a[at] - b[at];
  }
  return a.length - b.length;
}
