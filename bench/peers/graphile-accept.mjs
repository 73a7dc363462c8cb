import { makeWorkerUtils } from 'graphile-worker';
import pg from 'pg';

export async function prepare() {
  const utils = await makeWorkerUtils({});
  await utils.migrate();
  await utils.release();
}

export async function open() {
  const utils = await makeWorkerUtils({ pgPool: new pg.Pool({ max: 20 }) });
  return async (key, body) => String((await utils.addJob('dispatch', body, { jobKey: key, jobKeyMode: 'unsafe_dedupe' })).id);
}
