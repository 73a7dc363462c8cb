// One worker process per core, 200 concurrent jobs in all: with two of them on two cores it does more than with one.
import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { drained, jobs } from './drained.mjs';

const processes = availableParallelism();
const connection = new Redis(process.env.REDIS_SOCKET, { maxRetriesPerRequest: null, enableAutoPipelining: true });

async function preload(queue) {
  for (let first = 0; first < jobs; first += 1000) {
    await queue.addBulk(Array.from({ length: Math.min(1000, jobs - first) }, (_, i) => ({ name: 'dispatch', data: { sequence: first + i } })));
  }
}

if (cluster.isPrimary) {
  const queue = new Queue('dispatches', { connection });
  await preload(queue);
  await drained(() => {
    for (let i = 0; i < processes; i++) {
      cluster.fork();
    }
  }, async () => jobs - (await queue.getCompletedCount()));
  // The workers end with their primary.
  process.exit(0);
} else {
  const worker = new Worker('dispatches', async () => {}, { connection, concurrency: Math.ceil(200 / processes) });
  worker.on('error', error => console.error(error));
}
