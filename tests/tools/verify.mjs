// Runs the published verifier in Node: a list of questions as JSON on the standard input, a list of answers out.
import { readFileSync } from "node:fs";

const source = readFileSync(process.argv[2]).toString("base64");
const { verify } = await import(`data:text/javascript;base64,${source}`);
const answers = [];
for (const one of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    const said = await verify(one.token, one.keys, one.asked);
    answers.push({ standing: said.standing, key: said.key });
  } catch (error) {
    answers.push({ refused: error.reason ?? `${error}` });
  }
}
process.stdout.write(JSON.stringify(answers));
