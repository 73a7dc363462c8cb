// Everything the bench starts is started here, so that everything is ended here: by process id, on every way out.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';

export const bench = dirname(dirname(fileURLToPath(import.meta.url)));
export const root = dirname(bench);

const running = new Set();
const folders = new Set();

/** A folder of our own under the system's temporary one; others may pass through it, since PostgreSQL runs as another user. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'postrider-bench-'));
  chmodSync(folder, 0o755);
  folders.add(folder);
  return folder;
}

/** Starts a process whose output goes to a log file in `folder`. */
export function start(name, command, args, { folder, env = {}, cwd = bench, signal = 'SIGTERM', ...user }) {
  const log = join(folder, `${name}.log`);
  const output = openSync(log, 'a');
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', output, output], ...user });
  closeSync(output);
  const started = { name, child, signal, log, ended: false };
  child.on('error', () => (started.ended = true));
  child.on('exit', () => (started.ended = true));
  running.add(started);
  return started;
}

/** Ends a process and waits until it is gone. */
export function stop(started) {
  return (started.stopping ??= end(started));
}

async function end(started) {
  const { child, signal } = started;
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), 35_000);
    await gone;
    clearTimeout(late);
  }
  running.delete(started);
}

/** Asks until `ready()` is true; a process that has ended, or the time running out, throws with the end of its log. */
export async function until(started, ready, { seconds = 60, every = 20 } = {}) {
  const deadline = performance.now() + seconds * 1000;
  while (!(await ready())) {
    if (started.ended || performance.now() > deadline) {
      throw new Error(`${started.name} ${started.ended ? 'ended' : `was not ready in ${seconds} s`}:\n${tail(started.log)}`);
    }
    await pause(every);
  }
}

export function tail(log) {
  return readFileSync(log, 'utf8').trim().split('\n').slice(-15).join('\n');
}

/** Runs a command to its end and answers with its standard output; other exit codes than `codes` throw. */
export async function output(command, args, { env = {}, cwd = bench, codes = [0] } = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const started = { name: command, child, signal: 'SIGTERM' };
  running.add(started);
  let out = '';
  let errors = '';
  child.stdout.on('data', data => (out += data));
  child.stderr.on('data', data => (errors += data));
  try {
    const [code] = await once(child, 'close');
    if (!codes.includes(code)) {
      const reason = errors.trim().split('\n')[0];
      throw new Error(`${basename(command)} ${basename(args[0])} ended with ${code}${reason && `: ${reason}`}\n${(errors + out).trim().split('\n').slice(-15).join('\n')}`);
    }
    return out;
  } finally {
    running.delete(started);
  }
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export async function answers(url) {
  try {
    return (await fetch(url)).status === 200;
  } catch {
    return false;
  }
}

/** PostgreSQL refuses root, so as root it runs as system user `postgres`. */
export function databaseUser() {
  if (process.getuid?.() !== 0) {
    return {};
  }
  const id = flag => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Ends what runs, the youngest first so that a server goes before its store, and removes our folders. */
export async function cleanUp() {
  for (const started of [...running].reverse()) {
    await stop(started);
  }
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true });
    folders.delete(folder);
  }
}
