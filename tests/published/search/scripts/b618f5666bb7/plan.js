// Where in a query to look first: which of its signs the fewest names should have, and which may be the wrong ones.

const REST = 3; // signs that follow a pair of rare ones in the files, at most
const PAIRS = [[0, 1], [0, 2], [1, 2]]; // places in the order of rarity: as in postings.py
const ENDS = [3, 6]; // signs of a brand that the files know by its ends

/** The planner over what a configuration says of common signs and pairs. */
export function planner({ common, pairs }) {
  const degrees = new Map();
  common.forEach((signs, degree) => [...signs].forEach((sign) => degrees.set(sign, degree)));
  const rarity = (sign) => degrees.get(sign) ?? common.length;
  const joined = new Map();
  pairs.forEach((texts, degree) => [...texts].forEach((sign, at, all) => at % 2 && joined.set(all[at - 1] + sign, degree)));

  /** Whether two neighbours stand in very many names. */
  const everywhere = (signs, at) => joined.has(signs[at] + signs[at + 1]);

  /** Where in these stretches [from, to) the rarest two neighbours begin, and where their stretch ends; or nothing. */
  function rarest(signs, stretches) {
    let chosen = null;
    let top = -1;
    for (const [from, to] of stretches) {
      for (let at = from; at + 1 < to; at += 1) {
        const together = (joined.get(signs[at] + signs[at + 1]) ?? pairs.length) * 20;
        const score = together + (rarity(signs[at]) + rarity(signs[at + 1])) * 2 + (to - at > 2 ? 1 : 0);
        if (score > top) [top, chosen] = [score, { from: at, to }];
      }
    }
    return chosen;
  }

  /** Pairs among the rarest signs that are not in doubt, each with the next rarest behind it. */
  function rarePairs(signs, doubted) {
    const order = [...new Set(signs)].filter((sign) => !doubted.includes(sign))
      .sort((a, b) => rarity(b) - rarity(a) || b.codePointAt(0) - a.codePointAt(0));
    return PAIRS.filter(([, two]) => two < order.length)
      .map(([one, two]) => [order[one], order[two], ...order.slice(two + 1, two + 1 + REST)]);
  }

  return { everywhere, rarest, rarePairs };
}

/** The stretches of a query in which a path may lie: between the words, where there are several. */
export function stretches(signs, parts) {
  if (parts.every((part) => [...part].length < 2)) return [[0, signs.length]];
  let at = 0;
  return parts.map((part) => [at, (at += [...part].length)]);
}

/** What of the stretches lies outside of [from, to). */
export const outside = (ranges, from, to) =>
  ranges.flatMap(([a, b]) => [[a, Math.min(b, from)], [Math.max(a, to), b]]).filter(([a, b]) => b > a);

/** Signs in the order of their code points. */
export const sorted = (signs) => [...signs].sort((a, b) => a.codePointAt(0) - b.codePointAt(0));

/** The ends under which a brand of about these signs is known, those with the fewest doubted signs first. */
export function brandEnds(signs, [from, to]) {
  const size = signs.length;
  if (size < ENDS[0] || size > ENDS[1]) return [];
  const doubtful = (places) => places.filter((at) => at >= from && at < to).length;
  return [[size - 2, size - 1], [0, 1], [0, size - 1]].sort((a, b) => doubtful(a) - doubtful(b))
    .map((places) => [...sorted(places.map((at) => signs[at])), String(size)]);
}
