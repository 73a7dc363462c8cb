// P4: mails to Postfix's smtp-sink, which throws them away. Each on a fresh sink, the engine on a fresh store too.
import { join } from 'node:path';
import { connect } from 'node:net';
import { benchAssembly } from './dotnet.mjs';
import { bench, cleanUp, freePort, output, start, temporaryFolder, until } from './processes.mjs';
import { startPostgres } from './stores.mjs';

const connections = 10;
const size = 2048;

const ofDotnet = (command, ...options) => async (port, seconds, store) =>
  JSON.parse((await output('dotnet', [await benchAssembly(), command, '--port', String(port), '--seconds', String(seconds), ...(store ? ['--database', store.npgsql] : []), ...options])).trim().split('\n').at(-1));

/** With -d it keeps its sessions, as the others do. It sends a number of mails and not for a time, so a first few say how many fill the time. */
async function smtpSource(port, seconds) {
  const send = async count => {
    const began = performance.now();
    await output('/usr/sbin/smtp-source', ['-d', '-s', String(connections), '-m', String(count), '-l', String(size), '-f', 'team@bench.test', '-t', 'alex@bench.test', `inet:127.0.0.1:${port}`]);
    return (performance.now() - began) / 1000;
  };
  const finished = Math.max(1000, Math.round(5000 / (await send(5000)) * seconds));
  const took = await send(finished);
  return { finished, seconds: took, per_second: finished / took };
}

const nodemailer = async (port, seconds) =>
  JSON.parse(await output(process.execPath, [join(bench, 'peers', 'nodemailer-send.mjs')], { env: { NODE_ENV: 'production', PORT: String(port), SECONDS: String(seconds), CONNECTIONS: String(connections) } }));

export const mailers = {
  postrider: { run: ofDotnet('mail-client') },
  engine: { run: ofDotnet('mail-drain', '--jobs', '100000', '--lanes', '20', '--connections', String(connections)), needsStore: true },
  'smtp-source': { run: smtpSource },
  nodemailer: { run: nodemailer },
};

const accepts = port => new Promise(resolve => {
  const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
  socket.on('error', () => resolve(false));
});

export async function measureMail(name, seconds) {
  try {
    const folder = temporaryFolder();
    const port = await freePort();
    const asRoot = process.getuid() === 0 ? ['-u', 'nobody'] : [];
    const sink = start('smtp-sink', '/usr/sbin/smtp-sink', [...asRoot, `inet:127.0.0.1:${port}`, '500'], { folder });
    await until(sink, () => accepts(port));
    const store = mailers[name].needsStore ? await startPostgres(temporaryFolder()) : undefined;
    const { finished, per_second: perSecond } = await mailers[name].run(port, seconds, store);
    return { perSecond, finished };
  } finally {
    await cleanUp();
  }
}
