// Those who read what the site publishes for them: `badges` draws shields' endpoint answers, `unfurl` reads a page.
// The folder of their packages, what to do, and a list as JSON on the standard input; a list of answers out.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [, , folder, what] = process.argv;
const require = createRequire(`${folder}/`);
const read = {
  badges: ({ label, message, color, labelColor }) => require("badge-maker").makeBadge({ label, message, color, labelColor }),
  unfurl: (url) => require("unfurl.js").unfurl(url),
};
const answers = [];
for (const one of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    answers.push(await read[what](one));
  } catch (error) {
    answers.push({ refused: String(error) });
  }
}
process.stdout.write(JSON.stringify(answers));
