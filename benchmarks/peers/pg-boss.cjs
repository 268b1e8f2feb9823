// pg-boss, which keeps what is done, as Sluice does: jobs are taken and completed 500 at a time by four workers.
//   backlog JOBS    jobs that do nothing: seconds from the first insert to the last one done
const PgBoss = require("pg-boss");
const { converse, pause, seconds } = require("./conversation.cjs");

const jobs = Number(process.argv[3]);
const AT_ONCE = 1000;
const BATCH = 500;
const WORKERS = 4;

const prepare = async () => {
  const boss = new PgBoss({ connectionString: process.env.DATABASE_URL, max: 20, supervise: false, schedule: false });
  await boss.start();
  const queue = `round${Date.now()}`;
  await boss.createQueue(queue);
  return { boss, queue };
};

const backlog = async ({ boss, queue }) => {
  const begun = seconds();
  for (let left = jobs; left > 0; left -= AT_ONCE) {
    await boss.insert(Array.from({ length: Math.min(AT_ONCE, left) }, () => ({ name: queue, data: {} })));
  }
  let done = 0;
  const worker = async () => {
    while (done < jobs) {
      const taken = await boss.fetch(queue, { batchSize: BATCH });
      if (taken.length === 0) {
        await pause(5);
        continue;
      }
      await boss.complete(queue, taken.map(({ id }) => id));
      done += taken.length;
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return { seconds: seconds() - begun };
};

converse(prepare, backlog).catch((failure) => {
  console.error(failure);
  process.exit(1);
});
