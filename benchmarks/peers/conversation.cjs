// How a benchmark speaks to a peer's program: "ready", then a line that says go, then one line with the result. The program
// stays until its input ends, so that its CPU time can be read before it is gone.
const readline = require("node:readline");

exports.converse = async (prepare, measure) => {
  const lines = readline.createInterface({ input: process.stdin });
  const told = lines[Symbol.asyncIterator]();
  const prepared = await prepare();
  console.log("ready");
  await told.next();
  console.log(JSON.stringify(await measure(prepared)));
  await told.next();
  process.exit(0);
};

exports.seconds = () => Number(process.hrtime.bigint()) / 1e9;

exports.pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
