// What the look-up shows: elements made one by one, their text set as text, never as markup.

import { key } from "./names.js";
import { prefix, quoted, say } from "./words.js";

/** An element with attributes and children; strings become text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(attribute, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

export const address = (hit) => `${prefix}/s/${encodeURIComponent(hit.id)}/`;

/** The words of standing, lists, kinds, district and level, by their identifiers. */
export function wording(words) {
  const labels = (table) => new Map(Object.values(table));
  return {
    standing: labels(words.standings),
    lists: labels(words.lists),
    kinds: labels(words.kinds),
    district: new Map(Object.entries(words.districts)),
    level: new Map(Object.entries(words.levels)),
  };
}

const called = (labels, facet, id) => say(labels[facet].get(id) ?? id);

/** A name with what was asked for marked in it. */
export function marked(name, asked) {
  const signs = [...name];
  const form = asked.toLowerCase(); // a code is read in capitals, a name is not
  let text = "";
  const owners = [];
  signs.forEach((sign, at) => {
    const part = key(sign);
    text += part;
    for (let unit = 0; unit < part.length; unit += 1) owners.push(at);
  });
  const at = form ? text.indexOf(form) : -1;
  if (at < 0) return [name];
  const [first, last] = [owners[at], owners[at + form.length - 1] + 1];
  return [signs.slice(0, first).join(""), element("mark", {}, signs.slice(first, last).join("")), signs.slice(last).join("")];
}

export const standing = (hit, labels) =>
  element("span", { class: `standing is-${hit.standing}` }, called(labels, "standing", hit.standing));

/** A line of the suggestions. */
export function suggestion(hit, labels, form, id) {
  return element("li", { id, role: "option", "aria-selected": "false", class: "lookup-option" },
    element("span", { class: "lookup-name", ...quoted }, ...marked(hit.name, form), ...also(hit, form)),
    element("span", { class: "lookup-marks" }, standing(hit, labels), ...level(hit, labels)));
}

const level = (hit, labels) => (hit.level ? [element("span", { class: "chip" }, called(labels, "level", hit.level))] : []);

const also = (hit, form) => (hit.alias ? [element("small", {}, say("又称 "), ...marked(hit.alias, form))] : []);

/** A subject among the results. */
export function result(hit, labels, form) {
  const facts = [
    /^[0-9A-Z]{18}$/.test(hit.id) ? element("code", {}, hit.id) : null,
    hit.district ? called(labels, "district", hit.district) : null,
    hit.kinds.map((kind) => called(labels, "kinds", kind)).join(say("、")) || null,
  ].filter(Boolean);
  const lists = hit.lists.map((list) => element("span", { class: "chip" }, called(labels, "lists", list)));
  if (!lists.length) lists.push(element("span", { class: "src" }, say("未列入本站公示的名单")));
  return element("li", { class: "lookup-hit" },
    element("h3", {}, element("a", { href: address(hit), ...quoted }, ...marked(hit.name, form)), ...also(hit, form)),
    element("p", { class: "lookup-marks" }, standing(hit, labels), ...level(hit, labels), ...lists),
    element("p", { class: "src" }, ...facts.flatMap((fact, at) => (at ? [" · ", fact] : [fact]))));
}

const invalid = (count) => ({
  length: say("统一社会信用代码应为 18 位，您输入的是 {count} 位。", { count }),
  signs: say("统一社会信用代码不使用字母 I、O、S、V、Z（常与数字 1、0、5、2 混淆）。"),
  check: say("这个代码的校验码（末位）不符，至少有一位写错了。"),
  placeholder: say("这是表示“没有代码”的占位代码，不属于任何主体。"),
});

const TITLES = { partial: say("没有查全"), invalid: say("代码有误，没有查询"), down: say("查询暂时不能用"), filtered: say("筛选条件下没有结果") };

/** In a few words, why no subject is shown. */
export const title = (outcome) =>
  TITLES[outcome.state] ?? (outcome.query.kind === "code" ? say("本站没有这个代码的主体") : say("没有查到"));

/** What is said where no subject is shown. */
export function message(outcome) {
  if (outcome.state === "invalid") {
    const { fault, text } = outcome.query;
    const why = invalid(text.length)[fault];
    return note(outcome, why, say("请对照营业执照重新输入；也可以改用名称查询。有误的代码不对应任何主体，因此没有结果不表示任何主体的信用状况。"));
  }
  if (outcome.state === "down") {
    return note(outcome, say("查询文件没有读到，可能是网络中断或本站正在更新。这不表示没有记录，请稍后再试。"),
      say("知道统一社会信用代码的，可以直接打开该主体的页面；也可以按名称浏览全部主体。"));
  }
  if (outcome.state === "partial") {
    return note(outcome, say("含有这些字的主体太多，这次没有逐个看完，因此没有结果不表示没有记录。"),
      say("请输入更完整的名称、名称中特别的几个字，或统一社会信用代码。"));
  }
  if (outcome.state === "filtered") {
    return note(outcome, outcome.complete
      ? say("查到了符合输入内容的主体，但没有一个符合所选条件。请放宽条件。")
      : say("在列出的主体中没有一个符合所选条件；还有主体没有列出，请输入更完整的名称再筛选。"));
  }
  return note(outcome,
    say("本站只收录本市报送过信用信息的电子商务主体。没有查到，只说明本站没有公示它的信息，不说明它信用好或者不好，也不说明它没有登记。"),
    outcome.query.kind === "code"
      ? say("代码本身有效。登记情况可在国家企业信用信息公示系统查询，全国信用信息可在“信用中国”查询。")
      : say("请检查有无错字，只输入名称中特别的几个字，或改用统一社会信用代码。自然人只能用完整的姓名查到。"));
}

const note = (outcome, ...lines) =>
  element("div", { class: "flag lookup-note" }, element("h3", {}, title(outcome)), ...lines.map((line) => element("p", {}, line)));
