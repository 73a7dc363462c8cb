// The clock of a draining peer: until the store has no job left, or the seconds are over.
import { setTimeout as pause } from 'node:timers/promises';

export const jobs = Number(process.env.JOBS);
const seconds = Number(process.env.SECONDS);

/**
 * `begin()` starts the workers; `left()` counts the jobs that the store still holds as unfinished: the store has the word, since a
 * worker may report a job before the store knows it. Prints one line of JSON.
 */
export async function drained(begin, left) {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  await begin();
  let unfinished;
  do {
    await pause(50);
    unfinished = await left();
  } while (unfinished > 0 && elapsed() < seconds);
  const took = elapsed();
  const finished = jobs - unfinished;
  console.log(JSON.stringify({ finished, seconds: took, per_second: finished / took }));
}
