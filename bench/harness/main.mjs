import { parseArgs } from 'node:util';
import { acceptors, measureAccept } from './accept.mjs';
import { callers, measureCalls, talkers } from './calls.mjs';
import { drains, measureDrain, measureLateness } from './drain.mjs';
import { mailers, measureMail } from './mail.mjs';
import { cleanUp } from './processes.mjs';
import { machine, table, writeResults } from './results.mjs';
import { measureStarts, starts } from './start.mjs';

const lines = {
  p1: { title: 'durable accepts over HTTP, 128 connections, 1,000 lanes', names: Object.keys(acceptors), measure: measureAccept, fields: ['perSecond', 'p50', 'p99'], compared: true },
  p2: { title: 'drain of 100,000 waiting jobs', names: Object.keys(drains), measure: measureDrain, fields: ['perSecond', 'finished'], compared: true },
  p3: { title: 'lateness at 1,000 starts/s over 5,000 lanes', names: ['postrider'], measure: measureLateness, fields: ['perSecond', 'p50', 'p99'] },
  p4: { title: 'mails of 2 kB over 10 connections to smtp-sink: postrider is the client alone, engine the whole way of a waiting job', names: Object.keys(mailers), measure: measureMail, fields: ['perSecond', 'finished'], compared: true },
  p7: { title: 'calls to sipp set up and torn down, 100 at a time', names: Object.keys(callers), measure: measureCalls(callers), fields: ['perSecond', 'finished'], compared: true },
  p7talk: { title: '200 calls at once with sound both ways, on one core: how late packets leave', names: Object.keys(talkers), measure: measureCalls(talkers), fields: ['finished', 'late', 'latest', 'lost'] },
  p8: { title: 'process start to ready, with an existing database and with its own PostgreSQL', names: Object.keys(starts), fields: ['ready'] },
};

const usage = `usage: bench/run all | ${Object.keys(lines).join(' | ')} [who] [--rounds N] [--seconds S]

${Object.entries(lines).map(([id, { title, names }]) => `  ${id}  ${title}\n      ${names.join(', ')}`).join('\n')}

--rounds   rounds, each with everybody in turn (1 for all, else 5); p8 always has 5
--seconds  how long each is measured (15)`;

/** Measures one line, everybody in turn and round by round, and answers with its table. */
async function measureLine(id, who, rounds, seconds) {
  const line = { id, ...lines[id] };
  const names = who ? [who] : line.names;
  const rows = new Map(names.map(name => [name, []]));
  const failures = new Map();
  const attempt = async (name, measure) => {
    try {
      return await measure();
    } catch (error) {
      console.error(`${id} ${name}: ${error.message}`);
      failures.set(name, error.message.split('\n')[0].replace(/:$/, ''));
    }
  };
  if (id === 'p8') {
    for (const name of names) {
      rows.set(name, (await attempt(name, () => measureStarts(name, 5))) ?? []);
    }
  } else {
    for (let round = 0; round < rounds; round++) {
      for (const name of names.filter(name => !failures.has(name))) {
        rows.get(name)[round] = await attempt(name, () => line.measure(name, seconds));
        console.error(`${id} round ${round + 1} of ${rounds}, ${name}: ${JSON.stringify(rows.get(name)[round])}`);
      }
    }
  }
  return { text: table(line, rows, failures), failed: failures.size > 0 };
}

async function main() {
  const { values, positionals: [id, who] } = parseArgs({ allowPositionals: true, options: { rounds: { type: 'string' }, seconds: { type: 'string', default: '15' } } });
  const rounds = Number(values.rounds ?? (id === 'all' ? 1 : 5));
  const seconds = Number(values.seconds);
  if ((id !== 'all' && !lines[id]) || (who && !lines[id]?.names.includes(who)) || !(rounds >= 1) || !(seconds >= 1)) {
    console.error(usage);
    return 2;
  }
  const tables = [];
  let failed = false;
  for (const line of id === 'all' ? Object.keys(lines) : [id]) {
    const result = await measureLine(line, who, rounds, seconds);
    tables.push(result.text);
    failed ||= result.failed;
  }
  if (id === 'all') {
    await writeResults(tables, ['bench/run', ...process.argv.slice(2)].join(' '));
  }
  console.log(`${await machine()}\n\n${tables.join('\n')}`);
  return failed ? 1 : 0;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => cleanUp().finally(() => process.exit(130)));
}
try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
} finally {
  await cleanUp();
}
