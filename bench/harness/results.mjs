// Medians, tables and the machine they were made on.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { bench, output } from './processes.mjs';
import { storeVersions } from './stores.mjs';

const loadBefore = loadavg()[0];

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const count = value => Math.round(value).toLocaleString('en-GB');
const milliseconds = value => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const columns = {
  perSecond: { title: 'per s', show: count },
  p50: { title: 'p50', show: milliseconds },
  p99: { title: 'p99', show: milliseconds },
  finished: { title: 'finished', show: count },
  late: { title: 'over 20 ms late', show: part => `${(part * 100).toFixed(3)} %` },
  latest: { title: 'latest', show: milliseconds },
  lost: { title: 'lost', show: count },
  ready: { title: 'ready after', show: milliseconds },
};

/**
 * A table of one line's rounds. `rows` maps a name to its measurements by round; a round that failed is missing in it.
 * The ratio is Postrider against the row: the median of the rounds' own ratios, because a round's members shared its minutes.
 */
export function table({ id, title, fields, compared }, rows, failures) {
  const measured = [...rows.values()].some(rounds => rounds.some(Boolean));
  const heads = ['', ...fields.map(field => columns[field].title), ...(fields.includes('perSecond') ? ['range'] : []), ...(compared ? ['Postrider ÷ this'] : []), 'rounds'];
  const lines = [...rows].filter(([, rounds]) => rounds.some(Boolean)).map(([name, rounds]) => {
    const kept = rounds.filter(Boolean);
    const cells = fields.map(field => columns[field].show(median(kept.map(round => round[field]))));
    if (fields.includes('perSecond')) {
      const speeds = kept.map(round => round.perSecond);
      cells.push(`${count(Math.min(...speeds))}–${count(Math.max(...speeds))}`);
    }
    if (compared) {
      const own = rows.get('postrider') ?? [];
      const ratios = rounds.flatMap((round, i) => (round && own[i] ? [own[i].perSecond / round.perSecond] : []));
      cells.push(ratios.length && name !== 'postrider' ? median(ratios).toFixed(2) : '–');
    }
    return [name, ...cells, String(kept.length)];
  });
  const written = measured ? [heads, heads.map(() => '---'), ...lines].map(cells => `| ${cells.join(' | ')} |`) : [];
  const paragraphs = [`## ${id.toUpperCase()}: ${title}`, written.join('\n'), ...[...failures].map(([name, why]) => `${name}: not measured: ${why}`)];
  return `${paragraphs.filter(Boolean).join('\n\n')}\n`;
}

export async function machine() {
  const installed = name => JSON.parse(readFileSync(join(bench, 'node_modules', name, 'package.json'), 'utf8')).version;
  const declared = Object.keys(JSON.parse(readFileSync(join(bench, 'package.json'), 'utf8')).dependencies);
  const { postgres, redis } = await storeVersions();
  const quartz = readFileSync(join(bench, '..', 'Directory.Packages.props'), 'utf8').match(/"Quartz" Version="([^"]+)"/)[1];
  const git = (...args) => execFileSync('git', args, { cwd: bench, encoding: 'utf8' }).trim();
  return [
    `Machine: ${cpus().length} cores (${cpus()[0].model}), ${Math.round(totalmem() / 2 ** 30)} GiB of memory; load, servers and stores share it. Load average before the run: ${loadBefore.toFixed(1)} (what others did).`,
    `Versions: PostgreSQL ${postgres}, Redis ${redis}, .NET SDK ${(await output('dotnet', ['--version'])).trim()}, Node ${process.versions.node}, ${declared.map(name => `${name} ${installed(name)}`).join(', ')}, Quartz ${quartz}.`,
    `Postrider: commit ${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') ? ' with local changes' : ''}.`,
  ].join('\n\n');
}

export async function writeResults(tables, command) {
  const text = `# Results\n\nWritten by \`${command}\` on ${new Date().toISOString().slice(0, 10)}; the same command repeats it. Compare the ratios, never the absolute figures of different runs.\n\n${await machine()}\n\n${tables.join('\n')}`;
  writeFileSync(join(bench, 'RESULTS.md'), `${text.trimEnd()}\n`);
}
