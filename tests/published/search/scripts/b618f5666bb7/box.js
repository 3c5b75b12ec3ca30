// The box: suggestions while typing, as an ARIA combobox that keyboard, pointer and input methods can use.

import { ask, configuration } from "./engine.js";
import { address, element, suggestion, title, wording } from "./view.js";
import { say } from "./words.js";

const WAIT = 160; // milliseconds after the last key
const SHOWN = 8;
let boxes = 0;

/** Make a text field offer suggestions; `submit(text)` is called when the text itself is to be searched. */
export function attach(input, submit) {
  const id = `lookup-${(boxes += 1)}`;
  const list = element("ul", { id, role: "listbox", class: "lookup-list", hidden: true, "aria-label": say("查询建议") });
  const status = element("span", { role: "status", class: "hide" });
  const box = element("div", { class: "lookup-box" });
  input.replaceWith(box);
  box.append(input, list, status);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off",
  })) input.setAttribute(name, value);

  let hits = [];
  let active = -1;
  let timer = 0;
  let turn = 0;
  let composing = false;

  function close() {
    turn += 1;
    clearTimeout(timer);
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function select(at) {
    active = at;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[at].id);
    return list.children[at].scrollIntoView({ block: "nearest" });
  }

  async function suggest() {
    const mine = (turn += 1);
    const outcome = await ask(input.value);
    if (mine !== turn) return;
    hits = outcome.hits.slice(0, SHOWN);
    if (!hits.length) {
      close();
      status.textContent = outcome.state === "empty" ? "" : title(outcome);
      return;
    }
    const labels = wording((await configuration()).config.words);
    if (mine !== turn) return;
    list.replaceChildren(...hits.map((hit, at) => suggestion(hit, labels, outcome.query.text, `${id}-${at}`)));
    select(-1);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    status.textContent = say("{count} 条建议，用上下键选择", { count: hits.length });
  }

  function typed() {
    clearTimeout(timer);
    turn += 1;
    if (composing) return;
    if (!input.value.trim()) return close();
    timer = setTimeout(suggest, WAIT);
  }

  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => { composing = false; typed(); });
  input.addEventListener("input", (event) => { if (!event.isComposing) typed(); });
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || composing || event.keyCode === 229) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open) return typed();
      event.preventDefault();
      const size = hits.length + 1; // one place for the box itself
      select(((active + 1 + (event.key === "ArrowDown" ? 1 : -1) + size) % size) - 1);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && open && active >= 0) {
      event.preventDefault();
      location.assign(address(hits[active]));
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const at = [...list.children].indexOf(event.target.closest("[role=option]"));
    if (at >= 0) location.assign(address(hits[at]));
  });
  input.form?.addEventListener("submit", (event) => {
    if (composing) return event.preventDefault();
    close();
    return submit(input.value, event);
  });
}
