// The words of scripts in the page's language: the page loads its catalogue before them; without one they are Chinese.

const page = document.documentElement;

/** The start of the addresses of pages in this language, and in the version that the reader is in. */
export const prefix = (/^\/elder(\/max)?(?=\/)/.exec(location.pathname)?.[0] ?? "") + (page.dataset.prefix ?? "");

/** A text of the interface with its values in place of {name}; of two forms the first is for a count of one. */
export function say(text, values = {}) {
  const found = globalThis.creditCityWords?.[text] ?? text;
  const form = Array.isArray(found) ? found[values.count === 1 ? 0 : 1] : found;
  return form.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** What marks a text as quoted in Chinese on a page of another language. */
export const quoted = page.lang === "zh-Hans" ? {} : { lang: "zh-Hans" };
