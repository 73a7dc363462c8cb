// Postrider under test, as a black box: started as anybody would, spoken to over its API alone.
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { serverAssembly } from './dotnet.mjs';
import { answers, freePort, start, until } from './processes.mjs';

const channels = ['email', 'linkedin', 'whatsapp'];

/** Starts the server on `database` (a connection string), or on its own PostgreSQL when there is none, and waits until it is ready. */
export async function startPostrider(folder, { database, bootstrapKey = `sk-postrider-${randomBytes(24).toString('hex')}`, every = 20 } = {}) {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const path = await serverAssembly();
  const url = `http://127.0.0.1:${await freePort()}`;
  const begun = performance.now();
  const server = start('postrider', 'dotnet', [path], {
    folder,
    cwd: folder,
    env: {
      ASPNETCORE_URLS: url,
      POSTRIDER_DATA: data,
      POSTRIDER_BOOTSTRAP_KEY: bootstrapKey,
      // On, and far above what the load reaches.
      POSTRIDER_RATE_LIMITS: 'address=1000000,key=100000000,workspace=100000000,actions=100000000,calls=100000000',
      Logging__LogLevel__Default: 'Warning',
      ...(database ? { POSTRIDER_DATABASE: database } : {}),
    },
  });
  await until(server, () => answers(`${url}/health/ready`), { every });
  return { process: server, url, bootstrapKey, readyAfter: performance.now() - begun };
}

async function post(url, key, body) {
  const response = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok || !answer.ok) {
    throw new Error(`POST ${new URL(url).pathname} answered ${response.status}: ${JSON.stringify(answer)}`);
  }
  return answer.item;
}

/** Makes workspaces with one sandbox account per channel; every (workspace, channel) is a lane. */
export async function makeLanes({ url, bootstrapKey }, workspaces) {
  const lanes = [];
  let next = 0;
  async function makeSome() {
    while (next < workspaces) {
      const name = `bench-${++next}`;
      const { key } = await post(`${url}/api/v1/workspaces`, bootstrapKey, { name });
      for (const channel of channels) {
        const { account_id: account } = await post(`${url}/api/v1/connect/accounts`, key, { kind: 'sandbox', name: `${name}-${channel}`, settings: { channel } });
        lanes.push({ key, account, channel });
      }
    }
  }
  await Promise.all(Array.from({ length: 8 }, makeSome));
  return lanes;
}

/** Lanes of the same shape and length for those who know no accounts. */
export function imaginedLanes(workspaces) {
  return Array.from({ length: workspaces }, (_, i) => channels.map(channel => ({
    key: `sk-postrider-${String(i).padStart(32, '0')}`,
    account: `connect_account_${String(i).padStart(16, '0')}`,
    channel,
  }))).flat();
}
