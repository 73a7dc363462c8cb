// P1: durable accepts per second over HTTP. Every measurement has a fresh store and a fresh server, and ends both.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchAssembly } from './dotnet.mjs';
import { imaginedLanes, makeLanes, startPostrider } from './postrider.mjs';
import { answers, bench, cleanUp, freePort, output, start, temporaryFolder, until } from './processes.mjs';
import { startPostgres, startRedis } from './stores.mjs';

const connections = 128;
const workspaces = 334;
const warmUpSeconds = 25;
const route = '/api/v1/outreach/dispatches';

async function peer(folder, command, args, env) {
  const port = await freePort();
  const server = start('server', command, args, { folder, env: { ...env, PORT: String(port), NODE_ENV: 'production' } });
  const url = `http://127.0.0.1:${port}`;
  await until(server, () => answers(`${url}/health/ready`));
  return { url, lanes: imaginedLanes(workspaces) };
}

const fastify = (folder, name, env) => peer(folder, process.execPath, [join(bench, 'peers', 'accept.mjs'), name], env);

async function onPostgres(folder, name, table) {
  const store = await startPostgres(folder);
  const served = await fastify(folder, name, store.env);
  return { ...served, stored: async () => Number((await store.query(`select count(*) from ${table}`))[0].count) };
}

/** How each one is started; `stored`, where there is one, counts the jobs that its store holds. */
export const acceptors = {
  async postrider(folder) {
    const store = await startPostgres(folder);
    const served = await startPostrider(folder, { database: store.libpq });
    return { ...served, lanes: await makeLanes(served, workspaces), stored: async () => Number((await store.query('select count(*) from job'))[0].count) };
  },
  async bare(folder) {
    return peer(folder, 'dotnet', [await benchAssembly(), 'bare'], {});
  },
  async bullmq(folder) {
    const store = await startRedis(folder);
    const served = await fastify(folder, 'bullmq', store.env);
    return { ...served, stored: () => store.command('llen', 'bull:dispatches:wait') };
  },
  pgboss: folder => onPostgres(folder, 'pgboss', 'pgboss.job'),
  graphile: folder => onPostgres(folder, 'graphile', 'graphile_worker._private_jobs'),
};

/** One accept by hand, twice with one key: the answer must be the contract's, and the same job both times. */
async function checkAnswer(name, { url, lanes: [lane] }) {
  const body = JSON.stringify({
    account_id: lane.account, channel: 'email', action: 'outreach',
    recipient: { address: 'first@example.com' }, content: { subject: 'First', text: 'First' }, metadata: {},
  });
  const ids = [];
  for (let i = 0; i < 2; i++) {
    const headers = { authorization: `Bearer ${lane.key}`, 'content-type': 'application/json', 'idempotency-key': 'before-the-load' };
    const response = await fetch(url + route, { method: 'POST', headers, body });
    const answer = await response.json();
    if (response.status !== 202 || answer.ok !== true || !answer.item?.id) {
      throw new Error(`it answered ${response.status} before the load: ${JSON.stringify(answer)}`);
    }
    ids.push(answer.item.id);
  }
  if (name !== 'bare' && ids[0] !== ids[1]) {
    throw new Error(`it made two jobs of one idempotency key: ${ids}`);
  }
}

async function load(url, run, lanesFile, seconds) {
  const out = await output('wrk', ['-t', '2', '-c', String(connections), '-d', `${seconds}s`, '--timeout', '10s', '-s', join(bench, 'harness', 'accept.lua'), url, '--', run, lanesFile]);
  return JSON.parse(out.trim().split('\n').at(-1));
}

/** One measurement of one of them: `{ perSecond, p50, p99 }`; anything but 2xx throws. */
export async function measureAccept(name, seconds) {
  const folder = temporaryFolder();
  try {
    const served = await acceptors[name](folder);
    await checkAnswer(name, served);
    const lanesFile = join(folder, 'lanes');
    writeFileSync(lanesFile, served.lanes.map(({ key, account, channel }) => `${key}\t${account}\t${channel}\n`).join(''));
    const warmUp = await load(served.url, 'warm', lanesFile, warmUpSeconds);
    const measured = await load(served.url, 'load', lanesFile, seconds);
    const refused = warmUp.refused + measured.refused;
    const broken = warmUp.broken + measured.broken;
    if (refused + broken > 0) {
      throw new Error(`${refused} answers were not 2xx, ${broken} requests broke`);
    }
    const accepted = warmUp.requests + measured.requests;
    const stored = (await served.stored?.()) ?? accepted;
    if (stored < accepted) {
      throw new Error(`${accepted} accepted, ${stored} stored`);
    }
    return { perSecond: measured.requests / (measured.micros / 1e6), p50: measured.p50, p99: measured.p99 };
  } finally {
    await cleanUp();
  }
}
