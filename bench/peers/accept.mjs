// What the three accepting peers share: the route, the body's rules and the answer. Each peer brings only its way of storing a job:
// `open()` answers with `store(key, body)`, which answers with the job's id once the job is as durable as the peer makes it.
// They know no keys, scopes, rate limits or lanes, which is in their favour.
import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import Fastify from 'fastify';

const text = { type: 'string', minLength: 1 };
const rules = {
  email: { recipient: { required: ['address'], properties: { address: text } }, content: { required: ['subject'], properties: { subject: text }, anyOf: [{ required: ['text'] }, { required: ['html'] }] } },
  linkedin: { recipient: { required: ['profile_url'], properties: { profile_url: text } }, content: { anyOf: [{ required: ['text'] }, { required: ['attachments'] }] } },
  whatsapp: { recipient: { required: ['phone'], properties: { phone: text } }, content: { anyOf: [{ required: ['text'] }, { required: ['attachments'] }] } },
};
const body = {
  type: 'object',
  required: ['account_id', 'channel', 'action', 'recipient', 'content'],
  properties: {
    account_id: text,
    channel: { type: 'string', enum: Object.keys(rules) },
    action: { type: 'string', const: 'outreach' },
    recipient: { type: 'object' },
    content: { type: 'object', properties: { subject: text, text, html: text, attachments: { type: 'array', minItems: 1 } } },
    metadata: { type: 'object' },
    min_channel_task_interval_seconds: { type: 'number' },
  },
  allOf: Object.entries(rules).map(([channel, properties]) => ({ if: { properties: { channel: { const: channel } } }, then: { properties } })),
};
const accepted = {
  type: 'object',
  properties: {
    ok: { type: 'boolean' },
    request_id: { type: 'string' },
    item: {
      type: 'object',
      properties: { id: { type: 'string' }, status: { type: 'string' }, action: { type: 'string' }, channel: { type: 'string' }, scheduled_at: { type: 'string' } },
    },
  },
};

async function serve(store) {
  const app = Fastify({ logger: false, ajv: { customOptions: { strict: false } } });
  app.post('/api/v1/outreach/dispatches', { schema: { body, response: { 202: accepted } } }, async (request, reply) => {
    const id = await store(request.headers['idempotency-key'] ?? randomUUID(), request.body);
    reply.code(202);
    return {
      ok: true,
      request_id: `req_${randomUUID()}`,
      item: { id, status: 'queued', action: 'outreach.dispatch', channel: request.body.channel, scheduled_at: new Date().toISOString() },
    };
  });
  app.get('/health/ready', async () => ({ ok: true }));
  await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
}

// One process per core: with two of them on two cores every peer takes more than with one.
const { open, prepare } = await import(`./${process.argv[2]}-accept.mjs`);
if (cluster.isPrimary) {
  await prepare?.();
  const processes = Array.from({ length: availableParallelism() }, () => cluster.fork());
  cluster.on('exit', () => process.exit(1));
  process.on('SIGTERM', () => {
    cluster.removeAllListeners('exit');
    processes.forEach(worker => worker.process.kill());
    cluster.disconnect(() => process.exit(0));
  });
} else {
  await serve(await open());
}
