// P8: from the start of the process until /health/ready answers 200. The first start makes the database and is not counted.
import { startPostrider } from './postrider.mjs';
import { cleanUp, stop, temporaryFolder } from './processes.mjs';
import { startPostgres } from './stores.mjs';

export const starts = { existing: startPostgres, own: async () => undefined };

export async function measureStarts(name, rounds) {
  const folder = temporaryFolder();
  try {
    const store = await starts[name](folder);
    const times = [];
    let bootstrapKey;
    for (let round = 0; round <= rounds; round++) {
      const server = await startPostrider(folder, { database: store?.libpq, bootstrapKey, every: 2 });
      bootstrapKey = server.bootstrapKey;
      times.push(server.readyAfter);
      await stop(server.process);
    }
    return times.slice(1).map(ready => ({ ready }));
  } finally {
    await cleanUp();
  }
}
