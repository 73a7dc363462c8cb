// P7: calls to sipp, over UDP on loopback. Each on a fresh sipp.
import { benchAssembly } from './dotnet.mjs';
import { cleanUp, freePort, output, start, temporaryFolder, until } from './processes.mjs';
import { createSocket } from 'node:dgram';

const atOnce = 100;
const talking = 200;

const last = text => JSON.parse(text.trim().split('\n').at(-1));

async function postrider(port, seconds) {
  const { finished, per_second: perSecond } = last(await output('dotnet', [await benchAssembly(), 'calls', '--port', String(port), '--seconds', String(seconds), '--calls', String(atOnce)]));
  return { finished, perSecond };
}

/** It makes a number of calls and not for a time, so a first few say how many fill the time. Its rate is set far above what it reaches; what limits it is how many are open. */
async function sipp(port, seconds) {
  const call = async count => {
    const began = performance.now();
    await output('sipp', ['-sn', 'uac', `127.0.0.1:${port}`, '-i', '127.0.0.1', '-r', '10000', '-l', String(atOnce), '-m', String(count), '-d', '0', '-nostdin'], { cwd: temporaryFolder() });
    return (performance.now() - began) / 1000;
  };
  const finished = Math.max(500, Math.round(2000 / (await call(2000)) * seconds));
  const took = await call(finished);
  return { finished, perSecond: finished / took };
}

/** On one core, sipp on the other: what is measured is what a core can carry. */
async function talk(port, seconds) {
  const said = last(await output('taskset', ['-c', '0', 'dotnet', await benchAssembly(), 'talk', '--port', String(port), '--seconds', String(seconds), '--calls', String(talking)]));
  console.error(JSON.stringify(said));
  return { finished: said.finished, late: said.late, latest: said.latest_ms, lost: said.lost };
}

export const callers = { postrider, sipp };
export const talkers = { postrider: talk };

/** Whether somebody answers OPTIONS there. */
const answers = port => new Promise(resolve => {
  const socket = createSocket('udp4');
  const done = result => { clearTimeout(limit); socket.close(); resolve(result); };
  const limit = setTimeout(() => done(false), 200);
  socket.on('message', () => done(true));
  socket.on('error', () => done(false));
  socket.bind(0, '127.0.0.1', () => {
    const own = `127.0.0.1:${socket.address().port}`;
    socket.send(`OPTIONS sip:x@127.0.0.1:${port} SIP/2.0\r\nVia: SIP/2.0/UDP ${own};branch=z9hG4bKprobe\r\nFrom: <sip:probe@${own}>;tag=1\r\nTo: <sip:x@127.0.0.1:${port}>\r\nCall-ID: probe\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 1\r\nContent-Length: 0\r\n\r\n`, port, '127.0.0.1');
  });
});

export const measureCalls = measure => async (name, seconds) => {
  try {
    const port = await freePort();
    const media = await freePort();
    const sink = start('sipp', 'sipp', ['-sn', 'uas', '-i', '127.0.0.1', '-p', String(port), '-mi', '127.0.0.1', '-mp', String(media), '-rtp_echo', '-nostdin'], { folder: temporaryFolder() });
    await until(sink, () => answers(port));
    return await measure[name](port, seconds);
  } finally {
    await cleanUp();
  }
};
