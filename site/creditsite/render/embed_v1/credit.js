/*! Credit City elements, version 1: <credit-badge> <credit-card> <credit-query> <credit-feed>.
 * One host, the one this file comes from. No cookie, no storage. What stands inside an element stays until the
 * answer is there, and for good if it never comes. Text is only ever set as text. */
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || !script.src || !("customElements" in window)) return;
  const base = new URL("../../", script.src);
  const ID = /^(?:[0-9A-HJ-NPQRTUWXY]{18}|sub[a-z2-7]{24})$/;
  const FEED = /^[a-z0-9_-]{1,60}$/;
  const PATIENCE = 8000; // milliseconds
  const LOOKS = ["flat", "compact", "card", "seal"];

  const sheet = new CSSStyleSheet(); // allowed under any content policy, unlike a style element
  sheet.replaceSync(`
    :host { display: inline-block; max-width: 100%; font: 14px/1.6 system-ui, "PingFang SC", "Microsoft YaHei",
      "Noto Sans CJK SC", sans-serif; color-scheme: light dark; }
    :host([hidden]) { display: none; }
    a { color: #0b5a61; } img { max-width: 100%; vertical-align: middle; border: 0; }
    .box { box-sizing: border-box; width: 360px; max-width: 100%; padding: 12px 16px; border: 1px solid #a8b8b8;
      border-radius: 8px; color: #13292d; background: #fff; overflow-wrap: anywhere; }
    .box p, .box ul { margin: 0 0 6px; padding: 0; list-style: none; }
    .name { font-weight: 700; } .small { font-size: 12px; color: #4c6064; }
    [role="search"] { display: flex; flex-wrap: wrap; gap: 8px; }
    label { flex-basis: 100%; font-weight: 600; }
    input { flex: 1 1 10em; min-width: 0; } input, button { font: inherit; padding: 6px 10px; }
    @media (prefers-color-scheme: dark) {
      a { color: #7fd0d3; }
      .box { color: #e4eeed; background: #12262a; border-color: #4a6468; } .small { color: #a5b8b8; }
    }`);

  const WORDS = {}; // tag of a language → its words, read once

  /* The words of the language that an element or its page asks for; Chinese where it is none of ours. */
  async function tongue(element) {
    const asked = (element.closest("[lang]")?.lang || "").toLowerCase();
    const tag = asked.startsWith("en") ? "en" : /^zh-(hant|tw|hk|mo)/.test(asked) ? "zh-Hant" : "";
    if (tag) WORDS[tag] = WORDS[tag] || read(`words/${tag}.json`, false).catch(() => ({}));
    const words = tag ? await WORDS[tag] : {};
    const say = (text, values = {}) =>
      String(words[text] || text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
    return { say, home: words["/"] || "" };
  }

  function node(name, text, attributes) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    return made;
  }

  function link(path, text) {
    return node("a", text, {
      href: new URL(path, base).href,
      target: "_blank",
      rel: "noopener",
      referrerpolicy: "origin", // the verify page compares where the visitor came from
    });
  }

  async function read(path, fresh) {
    const answer = await fetch(new URL(path, base), {
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: fresh ? "no-cache" : "default",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  }

  /* The release that is served now: asked once, so that all on one page speaks of one release. */
  let asked = null;
  function current(again) {
    if (!asked || again) {
      asked = read("release.json", true).then((card) => {
        if (!/^[\w-]{8,40}$/.test(card.release) || !/^\d{4}-\d\d-\d\d$/.test(card.as_of)) throw new Error("shape");
        return card;
      });
    }
    return asked;
  }

  /* A subject as the current release has it: the address names the release, so no older copy of a cache can answer.
   * Its own release is that of its last change; one newer than the current means that they have just been switched. */
  async function subject(id) {
    let now = await current(false);
    let data = await read(`s/${id}/index.json?r=${now.release}`, false);
    if (data.as_of > now.as_of) {
      now = await current(true);
      data = await read(`s/${id}/index.json?r=${now.release}`, true);
    }
    if (data.version !== 1 || data.id !== id || !data.standing) throw new Error("shape");
    return { ...data, release: now.release, as_of: now.as_of, valid_until: now.valid_until };
  }

  function stale(data) {
    return !data.demo && !(Date.now() < Date.parse(data.valid_until)); // what names no end says nothing about today
  }

  function standing(data, say) {
    if (stale(data)) return say("状态未知（数据超过有效时间未更新）");
    return say(String(data.standing.label)) + (data.disputed ? say("（异议中）") : "");
  }

  function level(data, say) {
    const one = data.level;
    if (!one) return say("无等级");
    const year = one.year ? ` ${say("{year}年度", { year: one.year })}` : "";
    return `${one.expired ? `${say("已过期")} ` : ""}${one.scheme_name} ${one.label}${year}`;
  }

  /* The badge file of a look, light or dark as the page is; words for what cannot be shown. */
  function picture(data, look, said) {
    const file = (dark) => {
      const name = `badge${look === "flat" ? "" : `-${look}`}${dark}.svg`;
      return new URL(`s/${data.id}/${name}?r=${data.release}`, base).href;
    };
    const made = node("picture");
    const image = node("img", "", { src: file(""), alt: said });
    image.addEventListener("error", () => made.replaceWith(said), { once: true });
    made.append(node("source", "", { srcset: file("-dark"), media: "(prefers-color-scheme: dark)" }), image);
    return made;
  }

  /* An element that shows its own content until `draw` has something better. */
  function define(name, observed, draw) {
    if (customElements.get(name)) return;
    customElements.define(
      name,
      class extends HTMLElement {
        static observedAttributes = observed;
        #turn = 0;
        constructor() {
          super();
          this.attachShadow({ mode: "open" }).append(node("slot"));
          this.shadowRoot.adoptedStyleSheets = [sheet];
        }
        connectedCallback() {
          this.#show();
        }
        attributeChangedCallback() {
          if (this.isConnected) this.#show();
        }
        async #show() {
          const turn = ++this.#turn; // a slow answer to an older question is dropped
          let made = node("slot");
          try {
            made = (await draw(this)) || made;
          } catch {
            // blocked, offline, unknown: what the page itself wrote stays
          }
          if (turn === this.#turn) this.shadowRoot.replaceChildren(made);
        }
      },
    );
  }

  const id = (element) => {
    const code = (element.getAttribute("code") || "").trim();
    if (!ID.test(code)) throw new Error("code");
    return code;
  };

  define("credit-badge", ["code", "look"], async (element) => {
    const code = id(element);
    const [data, { say, home }] = await Promise.all([subject(code), tongue(element)]);
    const made = link(`${home}s/${code}/#verify`);
    const look = element.getAttribute("look") || "flat";
    const said = say("{name}：{standing}；{level}；数据日期 {day}", {
      name: data.name, standing: standing(data, say), level: level(data, say), day: data.as_of,
    });
    if (stale(data)) made.textContent = said;
    else made.append(picture(data, LOOKS.includes(look) ? look : "flat", said));
    return made;
  });

  define("credit-card", ["code"], async (element) => {
    const code = id(element);
    const [data, { say, home }] = await Promise.all([subject(code), tongue(element)]);
    const box = node("div", "", { class: "box" });
    const foot = node("p", "", { class: "small" });
    foot.append(link(`${home}s/${code}/#verify`, say("核验")), ` ${data.publisher} ${data.as_of}${data.demo ? ` ${say("演示数据")}` : ""}`);
    box.append(
      node("p", data.name, { class: "name" }),
      node("p", say("公示状态：{standing}", { standing: standing(data, say) })),
      node("p", say("信用等级：{level}", { level: level(data, say) })),
      foot,
    );
    return box;
  });

  define("credit-query", ["label"], async (element) => {
    const { say, home } = await tongue(element);
    const box = node("div", "", { class: "box" });
    const form = node("div", "", { role: "search" }); // no form: it would tell servers' logs what is looked up
    const field = node("input", "", { id: "q", type: "search", maxlength: "100", autocomplete: "off" });
    const button = node("button", say("查询"), { type: "button" });
    const go = () => {
      const words = field.value.trim(); // behind the hash they stay in the browser
      const address = new URL(`${home}search/${words ? `#q=${encodeURIComponent(words)}` : ""}`, base);
      window.open(address, "_blank", "noopener,noreferrer");
    };
    button.addEventListener("click", go);
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      go();
    });
    form.append(node("label", element.getAttribute("label") || say("查询信用记录"), { for: "q" }), field, button);
    box.append(form);
    return box;
  });

  define("credit-feed", ["feed", "count"], async (element) => {
    const name = element.getAttribute("feed") || "all";
    if (!FEED.test(name)) throw new Error("feed");
    const most = Math.min(Math.max(Number.parseInt(element.getAttribute("count") || "5", 10) || 5, 1), 20);
    const data = await read(`feeds/${name}.json`, false);
    if (!Array.isArray(data.items)) throw new Error("shape");
    const box = node("div", "", { class: "box" });
    const list = node("ul");
    for (const item of data.items.slice(0, most)) {
      const url = new URL(String(item.url), base);
      const line = node("li");
      line.append(
        url.protocol === "https:" || url.origin === base.origin ? link(url.href, String(item.title)) : String(item.title),
        node("span", ` ${String(item.date_published).slice(0, 10)}`, { class: "small" }),
      );
      list.append(line);
    }
    box.append(node("p", String(data.title), { class: "name" }), list);
    return box;
  });

  /* A query window (an iframe of this city's) is made as high as it says; anything else that is said is not heard.
   * In a sandbox it has no origin of its own ("null"), so who speaks is told by the frame that holds it. */
  window.addEventListener("message", (event) => {
    if (event.origin !== base.origin && event.origin !== "null") return;
    const told = event.data;
    if (typeof told !== "object" || told === null || told.type !== "credit-city:height") return;
    if (!Number.isInteger(told.height) || told.height < 40 || told.height > 2000) return;
    for (const frame of document.querySelectorAll("iframe")) {
      const ours = frame.src.startsWith(base.href) && frame.src.endsWith("/embed/query/");
      if (ours && frame.contentWindow === event.source) frame.style.height = `${told.height}px`;
    }
  });
})();
