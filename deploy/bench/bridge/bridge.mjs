// The bridge from Segment to Novu that a team would write by hand: Fastify takes events, each becomes a job of BullMQ, undici delivers.
// It is what the relay is compared with (docs/performance.md), so it is made as fast as it goes, and spared what the relay does:
// users' order, a memory of message ids after delivery, dead letters to look at, limits, metrics.
//
//   node bridge.mjs ingest | worker
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import Fastify from 'fastify';
import { Pool } from 'undici';

const env = process.env;
const concurrency = Number(env.CONCURRENCY ?? 256);
const workflows = new Map((env.RELAY_WORKFLOWS ?? '').split(',').map((each) => each.split('=')));
const connection = { url: env.REDIS_URL, maxRetriesPerRequest: null };

function options(event) {
  return { jobId: event.messageId, attempts: 10, backoff: { type: 'exponential', delay: 1000 }, removeOnComplete: true };
}

async function serve(port, routes) {
  const app = Fastify({ bodyLimit: 512 * 1024 });
  // the signature is over the bytes
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => done(null, body));
  routes(app);
  await app.listen({ port: Number(port), host: '127.0.0.1' });
}

function isSigned(request) {
  const expected = createHmac('sha1', env.SEGMENT_SHARED_SECRET).update(request.body).digest();
  const actual = Buffer.from(String(request.headers['x-signature'] ?? ''), 'hex');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

async function ingest() {
  const queue = new Queue('events', { connection });
  const basic = 'Basic ' + Buffer.from(env.SEGMENT_WRITE_KEY + ':').toString('base64');
  const ok = { success: true };

  await serve(env.RELAY_HTTP_PORT, (app) => {
    app.post('/webhooks/segment', async (request, reply) => {
      if (!isSigned(request)) return reply.code(401).send({ success: false });
      const event = JSON.parse(request.body);
      if (!event.userId) return reply.code(400).send({ success: false });
      await queue.add(event.type, event, options(event));
      return ok;
    });
    app.post('/v1/batch', async (request, reply) => {
      if (request.headers.authorization !== basic) return reply.code(401).send({ success: false });
      const events = JSON.parse(request.body).batch.filter((event) => event.userId);
      await queue.addBulk(events.map((event) => ({ name: event.type, data: event, opts: options(event) })));
      return ok;
    });
  });
  await serve(env.RELAY_ADMIN_PORT, (app) => {
    app.get('/health/ready', async () => ok);
    app.get('/admin/queue', async () => {
      const counts = await queue.getJobCounts('wait', 'active', 'delayed', 'prioritized');
      return { sources: [{ depth: Object.values(counts).reduce((sum, count) => sum + count, 0) }] };
    });
  });
}

async function worker() {
  const novu = new Pool(env.NOVU_API_URL, { connections: concurrency });
  const post = async (path, event, body) => {
    const answer = await novu.request({
      method: 'POST',
      path,
      headers: {
        authorization: 'ApiKey ' + env.NOVU_API_KEY,
        'content-type': 'application/json',
        'idempotency-key': event.messageId,
      },
      body: JSON.stringify(body),
    });
    const { data } = await answer.body.json();
    if (answer.statusCode >= 300) throw new Error(`Novu answered ${answer.statusCode}`);
    return data;
  };
  // one call: custom traits replace those that Novu has, where the relay merges them
  const identify = (event) => {
    const { firstName, lastName, email, phone, avatar, ...data } = event.traits;
    return post('/v2/subscribers', event, { subscriberId: event.userId, firstName, lastName, email, phone, avatar, data });
  };
  const trigger = async (event) => {
    const { status } = await post('/v1/events/trigger', event, {
      name: workflows.get(event.event),
      to: { subscriberId: event.userId },
      payload: event.properties,
      transactionId: event.messageId,
    });
    if (status !== 'processed') throw new Error(`Novu answered ${status}`);
  };
  const deliver = (job) => (job.data.type === 'identify' ? identify(job.data) : trigger(job.data));
  const jobs = new Worker('events', deliver, { connection, concurrency });
  jobs.on('error', (error) => console.error(error));
  await serve(env.RELAY_OPS_PORT, (app) => app.get('/health/ready', async () => ({ success: true })));
}

await { ingest, worker }[process.argv[2]]();
