// The words of scripts in the page's language: the page loads its catalogue before them; without one they are Chinese.

const page = document.documentElement;

/** The start of the addresses of this language's pages. */
export const language = page.dataset.prefix ?? "";

/** The same in the version that the reader is in: the elder version has the same pages at addresses of its own. */
export const prefix = (/^\/elder(\/max)?(?=\/)/.exec(location.pathname)?.[0] ?? "") + language;

/** A text of the interface with its values in place of {name}; of two forms the first is for a count of one. */
export function say(text, values = {}) {
  const found = globalThis.creditCityWords?.[text] ?? text;
  const form = Array.isArray(found) ? found[values.count === 1 ? 0 : 1] : found;
  return form.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** What marks a text as quoted in Chinese on a page of another language. */
export const quoted = page.lang === "zh-Hans" ? {} : { lang: "zh-Hans" };

/** A day such as 2026-05-20 as readers of the page write it. */
export function day(text) {
  if (page.lang !== "en") return text;
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(new Date(text));
}
