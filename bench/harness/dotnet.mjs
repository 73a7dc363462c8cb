// Release builds of our own .NET programs, once per run of the bench.
import { join } from 'node:path';
import { output, root } from './processes.mjs';

const built = new Map();

async function build(project) {
  const path = join(root, project);
  await output('dotnet', ['build', path, '-c', 'Release', '--nologo', '-v', 'quiet'], { cwd: root });
  return (await output('dotnet', ['msbuild', path, '-p:Configuration=Release', '-getProperty:TargetPath'], { cwd: root })).trim();
}

/** The path of the project's built assembly. */
function assembly(project) {
  if (!built.has(project)) {
    built.set(project, build(project));
  }
  return built.get(project);
}

export const benchAssembly = () => assembly('bench/Postrider.Bench');

/** The server as it is installed: published, compiled ahead of time, so that what is measured is not the compiler. */
async function publish() {
  const folder = join(root, 'artifacts/bench/server');
  await output('dotnet', ['publish', join(root, 'src/Postrider.Server'), '-c', 'Release', '--use-current-runtime', '--self-contained', 'false', '-p:PublishReadyToRun=true', '-o', folder, '--nologo', '-v', 'quiet'], { cwd: root });
  return join(folder, 'Postrider.Server.dll');
}

let published;

export const serverAssembly = () => (published ??= publish());
