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
export const serverAssembly = () => assembly('src/Postrider.Server');
