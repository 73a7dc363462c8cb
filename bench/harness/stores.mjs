// The stores under the peers and under Postrider: fresh for every measurement, on unix sockets in the measurement's own folder.
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { Redis } from 'ioredis';
import { databaseUser, output, start, until } from './processes.mjs';

/** BENCH_POSTGRES_BIN, else the newest Debian one, else what pg_config names. */
export function postgresBinaries() {
  if (process.env.BENCH_POSTGRES_BIN) {
    return process.env.BENCH_POSTGRES_BIN;
  }
  const debian = '/usr/lib/postgresql';
  const newest = existsSync(debian) && readdirSync(debian).map(Number).filter(Boolean).sort((a, b) => b - a)[0];
  return newest ? join(debian, String(newest), 'bin') : execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim();
}

export async function startPostgres(folder) {
  const binaries = postgresBinaries();
  const user = databaseUser();
  const data = join(folder, 'postgres');
  mkdirSync(data);
  if (user.uid) {
    chownSync(data, user.uid, user.gid);
  }
  const options = { folder, ...user, cwd: data };
  const initdb = start('initdb', join(binaries, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'], options);
  await until(initdb, () => initdb.child.exitCode === 0);
  const settings = {
    listen_addresses: '',
    unix_socket_directories: data,
    max_connections: 200,
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    fsync: 'on',
    synchronous_commit: 'on',
  };
  // SIGINT is PostgreSQL's fast shutdown.
  const server = start('postgres', join(binaries, 'postgres'), ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])], { ...options, signal: 'SIGINT' });
  const env = { PGHOST: data, PGUSER: 'postgres', PGDATABASE: 'postgres' };
  const query = async text => {
    const client = new pg.Client({ host: env.PGHOST, user: env.PGUSER, database: env.PGDATABASE });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  await until(server, () => query('select 1').then(() => true, () => false));
  return { env, query, npgsql: `Host=${data};Username=postgres;Database=postgres`, libpq: `host=${data} user=postgres dbname=postgres` };
}

export async function startRedis(folder) {
  const socket = join(folder, 'redis.sock');
  const server = start('redis', 'redis-server', ['--port', '0', '--unixsocket', socket, '--dir', folder, '--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''], { folder });
  const command = async (...args) => {
    const client = new Redis(socket, { lazyConnect: true, retryStrategy: null });
    client.on('error', () => {});
    await client.connect();
    try {
      return await client.call(...args);
    } finally {
      client.disconnect();
    }
  };
  await until(server, () => command('ping').then(() => true, () => false));
  return { env: { REDIS_SOCKET: socket }, command };
}

export async function storeVersions() {
  const version = async (command, args) => (await output(command, args)).match(/\d+(\.\d+)+/)[0];
  return { postgres: await version(join(postgresBinaries(), 'postgres'), ['--version']), redis: await version('redis-server', ['--version']) };
}
