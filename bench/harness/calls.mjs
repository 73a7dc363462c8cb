// P7: calls to sipp, over UDP on loopback. Each on a fresh sipp.
import { benchAssembly } from './dotnet.mjs';
import { cleanUp, freePort, output, start, temporaryFolder, until } from './processes.mjs';
import { readFileSync } from 'node:fs';

const atOnce = 100;
const talking = 200;

const last = text => JSON.parse(text.trim().split('\n').at(-1));

async function postrider(port, seconds) {
  const { finished, per_second: perSecond } = last(await output('dotnet', [await benchAssembly(), 'calls', '--port', String(port), '--seconds', String(seconds), '--calls', String(atOnce)]));
  return { finished, perSecond };
}

/** It makes a number of calls and not for a time, so a first few say how many fill the time. Its rate is set far above what it reaches; what limits it is how many are open. Only calls that succeeded count: it ends with 1 when one did not. */
async function sipp(port, seconds) {
  const call = async count => {
    const began = performance.now();
    const said = await output('sipp', ['-sn', 'uac', `127.0.0.1:${port}`, '-i', '127.0.0.1', '-r', '10000', '-l', String(atOnce), '-m', String(count), '-d', '0', '-nostdin'], { cwd: temporaryFolder(), codes: [0, 1] });
    const made = Number([...said.matchAll(/Successful call +\| +\d+ +\| +(\d+)/g)].at(-1)[1]);
    return { made, took: (performance.now() - began) / 1000 };
  };
  const first = await call(2000);
  const { made, took } = await call(Math.max(500, Math.round(first.made / first.took * seconds)));
  return { finished: made, perSecond: made / took };
}

/** On one core, sipp on the other: what is measured is what a core can carry. */
async function talk(port, seconds) {
  const said = last(await output('taskset', ['-c', '0', 'dotnet', await benchAssembly(), 'talk', '--port', String(port), '--seconds', String(seconds), '--calls', String(talking)]));
  console.error(JSON.stringify(said));
  return { finished: said.finished, late: said.late, latest: said.latest_ms, lost: said.lost };
}

export const callers = { postrider, sipp };
export const talkers = { postrider: talk };

/** Whether somebody has bound the port; sipp answers nothing but the calls it expects. */
const isBound = port => readFileSync('/proc/net/udp', 'utf8').includes(`:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000`);

export const measureCalls = measure => async (name, seconds) => {
  try {
    const port = await freePort();
    const media = await freePort();
    const sink = start('sipp', 'sipp', ['-sn', 'uas', '-i', '127.0.0.1', '-p', String(port), '-mi', '127.0.0.1', '-mp', String(media), '-rtp_echo', '-nostdin'], { folder: temporaryFolder() });
    await until(sink, () => isBound(port));
    return await measure[name](port, seconds);
  } finally {
    await cleanUp();
  }
};
