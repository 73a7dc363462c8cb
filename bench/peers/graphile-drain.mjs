import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { drained, jobs } from './drained.mjs';

// `batched`: the settings its manual gives for throughput, jobs fetched and finished in batches; else each job by itself, its default.
const batched = process.argv[2] === 'batched' ? { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } : {};
const pgPool = new pg.Pool({ max: 20 });
const utils = await makeWorkerUtils({ pgPool });
await utils.migrate();
for (let first = 0; first < jobs; first += 1000) {
  await utils.addJobs(Array.from({ length: Math.min(1000, jobs - first) }, (_, i) => ({ identifier: 'dispatch', payload: { sequence: first + i } })));
}
await pgPool.query('vacuum analyze');

const count = async () => Number((await pgPool.query('select count(*) from graphile_worker._private_jobs')).rows[0].count);
await drained(() => run({
  pgPool,
  logger: new Logger(() => () => {}),
  taskList: { dispatch: async () => {} },
  noHandleSignals: true,
  preset: { worker: { concurrentJobs: 200, ...batched } },
}), count);
process.exit(0);
