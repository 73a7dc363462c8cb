import { createHash } from 'node:crypto';
import PgBoss from 'pg-boss';

async function connect() {
  const boss = new PgBoss({ host: process.env.PGHOST, user: process.env.PGUSER, database: process.env.PGDATABASE, max: 20, supervise: false, schedule: false });
  boss.on('error', error => console.error(error));
  return boss.start();
}

export async function prepare() {
  const boss = await connect();
  await boss.createQueue('dispatches');
  await boss.stop();
}

export async function open() {
  const boss = await connect();
  return async (key, body) => {
    const id = uuidOf(key);
    await boss.send('dispatches', body, { id });
    return id;
  };
}

// pg-boss takes UUIDs for job ids and skips one that exists, so the key becomes a name-based UUID.
function uuidOf(key) {
  const hex = createHash('sha1').update(key).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
