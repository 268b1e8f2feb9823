// graphile-worker with its options for batches: a local queue, and ends that are written together.
//   backlog JOBS         jobs that do nothing: seconds from the first insert to the last one done
//   latency JOBS RATE    jobs one by one: milliseconds from the call that adds each to its start
const { Logger, makeWorkerUtils, run } = require("graphile-worker");
const { Pool } = require("pg");
const { converse, pause, seconds } = require("./conversation.cjs");

const [what, jobs, rate] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const AT_ONCE = 1000;
const ADD_MANY = `
  select graphile_worker.add_jobs(array(
    select json_populate_record(null::graphile_worker.job_spec, '{"identifier":"noop","payload":{}}')
    from generate_series(1, $1::int)))`;

let done = 0;
const millis = [];

const prepare = async () => {
  const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 30 });
  // A connection that breaks fails the query on it; without these it would end the program in silence.
  pool.on("error", console.error);
  pool.on("connect", (client) => client.on("error", console.error));
  await pool.query("drop schema if exists graphile_worker cascade");
  const utils = await makeWorkerUtils({ pgPool: pool });
  await utils.migrate();
  return { pool, utils };
};

const work = (pool) =>
  run({
    pgPool: pool,
    concurrency: 20,
    noHandleSignals: true,
    pollInterval: 500,
    logger: new Logger(() => () => {}),
    preset: { worker: { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    taskList: {
      noop: ({ added }) => {
        done++;
        if (added) millis.push((seconds() - added) * 1000);
      },
    },
  });

const allDone = async () => {
  while (done < jobs) await pause(2);
};

const backlog = async ({ pool }) => {
  const begun = seconds();
  for (let left = jobs; left > 0; left -= AT_ONCE) await pool.query(ADD_MANY, [Math.min(AT_ONCE, left)]);
  await work(pool);
  await allDone();
  return { seconds: seconds() - begun };
};

const latency = async ({ pool, utils }) => {
  await work(pool);
  await pause(1000);
  const begun = seconds();
  for (let i = 0; i < jobs; i++) {
    await pause(Math.max(0, (begun + i / rate - seconds()) * 1000));
    await utils.addJob("noop", { added: seconds() });
  }
  await allDone();
  return { millis };
};

converse(prepare, what === "latency" ? latency : backlog).catch((failure) => {
  console.error(failure);
  process.exit(1);
});
