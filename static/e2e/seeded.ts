import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, run, SEEDED } from './real.ts';

/** Makes the folder that every test begins with: a database with the invented business. */
export default async function seeded(): Promise<() => void> {
  const folder = newFolder();
  const data = join(folder, 'data');
  await run('seed', data);
  process.env[SEEDED] = data;
  return () => rmSync(folder, { recursive: true });
}
