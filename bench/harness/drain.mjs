// P2: waiting jobs claimed, given to a driver that does nothing, and finished. P3: how late jobs start. Each on a fresh store.
import { join } from 'node:path';
import { benchAssembly } from './dotnet.mjs';
import { bench, cleanUp, output, temporaryFolder } from './processes.mjs';
import { startPostgres, startRedis } from './stores.mjs';

const jobs = 100_000;

const ofNode = (name, ...options) => (store, seconds) => output(process.execPath, [join(bench, 'peers', name), ...options], { env: { ...store.env, NODE_ENV: 'production', JOBS: String(jobs), SECONDS: String(seconds) } });
const ofDotnet = (command, ...options) => async (store, seconds) => output('dotnet', [await benchAssembly(), command, '--database', store.npgsql, '--seconds', String(seconds), ...options]);

export const drains = {
  postrider: { store: startPostgres, run: ofDotnet('drain', '--jobs', String(jobs), '--lanes', '1000') },
  bullmq: { store: startRedis, run: ofNode('bullmq-drain.mjs') },
  graphile: { store: startPostgres, run: ofNode('graphile-drain.mjs') },
  'graphile-batched': { store: startPostgres, run: ofNode('graphile-drain.mjs', 'batched') },
  quartz: { store: startPostgres, run: ofDotnet('quartz', '--jobs', String(jobs)) },
};

const lateness = { store: startPostgres, run: ofDotnet('lateness', '--lanes', '5000', '--rate', '1000') };

/** Runs it on its store and answers with the object it printed on its last line. */
async function measure({ store, run }, seconds) {
  try {
    return JSON.parse((await run(await store(temporaryFolder()), seconds)).trim().split('\n').at(-1));
  } finally {
    await cleanUp();
  }
}

export async function measureDrain(name, seconds) {
  const { finished, per_second: perSecond } = await measure(drains[name], seconds);
  return { perSecond, finished };
}

export async function measureLateness(name, seconds) {
  const { starts_per_second: perSecond, p50_ms: p50, p99_ms: p99 } = await measure(lateness, seconds);
  return { perSecond, p50, p99 };
}
