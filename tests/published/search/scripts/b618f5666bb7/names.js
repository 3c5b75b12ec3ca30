// How a name or a code is compared, whoever typed it: the same rules as names.py, held by shared vectors.

import { SIMPLIFIED, TRADITIONAL } from "./han.js";

const CODE_LENGTH = 18;
const CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const PLACEHOLDER = "00000000000000000X";
const CODE_LABEL =
  "统一社会信用代码|社会信用代码|统一信用代码|信用代码|纳税人识别号|纳税识别号|组织机构代码|" +
  "机构代码|营业执照号|营业执照注册号|注册号|税号|代码";
const NAME_LABEL =
  "信用主体名称|主体名称|企业名称|公司名称|单位名称|机构名称|商户名称|商家名称|店铺名称|店铺名|网店名称|" +
  "纳税人名称|行政相对人名称|当事人名称|当事人|曾用名|字号|名称";
const LABEL = new RegExp(
  `^\\s*(?:(?:(?:${CODE_LABEL})(?:\\s*[/、]\\s*(?:${CODE_LABEL}))*(?:\\([^()]{0,12}\\))?\\s*[:：]?` +
    `(?=[\\s:：0-9A-Za-z]))|(?:(?:${NAME_LABEL})\\s*[:：]))\\s*`,
  "u",
);
const INNER_CODE = /(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])/u;
const DROPPED = /[^\p{L}\p{N}\u{20000}-\u{3FFFF}]+/gu;
const SPACES = "[\\s\\x1c-\\x1f\\x85\\ufeff]+"; // what either language calls a space
const EDGES = new RegExp(`^${SPACES}|${SPACES}$`, "gu");
const APART = new RegExp(SPACES, "u");
export const LONGEST = 100; // signs of a query; what comes after is not read, and the reader is told
const QUOTES = /^["'“”‘’()[\]【】<>《》「」『』,，。.;；:：]+|["'“”‘’()[\]【】<>《》「」『』,，。.;；:：]+$/gu;

const HAN = new Map();
const simplified = [...SIMPLIFIED];
[...TRADITIONAL].forEach((sign, at) => HAN.set(sign, simplified[at]));

const translated = (text) => [...text].map((sign) => HAN.get(sign) ?? sign).join("");

/** NFKC and simplified script; everything else as it was typed. */
export const plain = (text) => translated(text.normalize("NFKC"));

/** What of a name is compared: letters and digits in one width, case and script, nothing between them. */
export const key = (text) =>
  translated(text.normalize("NFKC").toLowerCase().normalize("NFKC")).replace(DROPPED, "");

/** Pinyin as it is typed, from pinyin as it is printed. */
export const withoutTones = (form) => form.replace(/[üǖǘǚǜ]/gu, "v").normalize("NFD").replace(/\p{M}+/gu, "");

/** A code as it is compared. */
export const compact = (text) => text.normalize("NFKC").toUpperCase().replace(/[\s\-‐‑‒–—_·.]/gu, "");

/** Why 18 signs are no unified social credit code, in a word; empty if they are one. */
export function codeFault(code) {
  if (code === PLACEHOLDER) return "placeholder";
  if (code.length !== CODE_LENGTH) return "length";
  const values = [...code].map((sign) => CODE_ALPHABET.indexOf(sign));
  if (values.includes(-1)) return "signs";
  let sum = 0;
  for (let at = 0, weight = 1; at < 17; at += 1, weight = (weight * 3) % 31) sum += values[at] * weight;
  return values[17] === (31 - (sum % 31)) % 31 ? "" : "check";
}

/** A query, told apart by what it can mean: kind, text, fault, parts, without, cut as in names.py. */
export function query(text) {
  const start = plain(text).replace(EDGES, "");
  const rest = start.replace(LABEL, "");
  const code = asCode(rest);
  if (code) return code;
  const [first, ...others] = rest.split(APART);
  const words = [first, ...others.filter((word) => !unwanted(word))];
  const signs = [...key(words.join(""))];
  const form = signs.slice(0, LONGEST).join("");
  const more = { without: others.filter(unwanted).map(key), cut: signs.length > LONGEST };
  if (!form) return made("empty", "");
  const latin = withoutTones(form);
  if (/^[0-9a-z]+$/.test(latin)) return made("latin", latin, more);
  const parts = words.map(key).filter(Boolean);
  return made("name", form, { ...more, parts: parts.length > 1 && !more.cut ? parts : [] });
}

const unwanted = (word) => /^[-\u2212]/u.test(word) && key(word) !== "";

function asCode(rest) {
  const signs = compact(rest.replace(QUOTES, ""));
  const digits = (signs.match(/[0-9]/g) ?? []).length;
  if (/^[0-9A-Z]+$/.test(signs) && digits) {
    if (signs.length === CODE_LENGTH) {
      const fault = codeFault(signs);
      return fault ? made("bad_code", signs, { fault }) : made("code", signs);
    }
    if (signs.length > CODE_LENGTH && digits >= CODE_LENGTH / 2) return made("bad_code", signs, { fault: "length" });
    const part = signs.length >= 2 && signs.length < CODE_LENGTH && /^[0-9A-HJ-NPQRTUWXY]+$/.test(signs);
    return part ? made("code_part", signs) : null;
  }
  const inner = INNER_CODE.exec(rest.toUpperCase());
  if (!inner || inner[0].match(/[0-9]/g).length < CODE_LENGTH / 2) return null;
  const fault = codeFault(inner[0]);
  return made(fault ? "bad_code" : "code", inner[0], { fault });
}

const made = (kind, text, more) => ({ kind, text, fault: "", parts: [], without: [], cut: false, ...more });
