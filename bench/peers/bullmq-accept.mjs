import { Queue } from 'bullmq';
import { Redis } from 'ioredis';

export async function open() {
  const queue = new Queue('dispatches', { connection: new Redis(process.env.REDIS_SOCKET, { maxRetriesPerRequest: null }) });
  await queue.waitUntilReady();
  // A job id that exists already is left as it is, which makes the idempotency key the job id.
  return async (key, body) => (await queue.add('dispatch', body, { jobId: key })).id;
}
