// `node merge.mjs BUNDLE FOLDER`: merges the partials of a folder with cos403's own code and prints the day as JSON.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [bundle, folder] = process.argv.slice(2);
const { decodePartial, PartialMerger, writeScanJson } = await import(pathToFileURL(bundle).href);
const merger = new PartialMerger();
for (const name of readdirSync(folder)) {
  const decoded = decodePartial(readFileSync(join(folder, name)));
  if (!decoded.ok) throw new Error(decoded.reason);
  merger.add(decoded.partial);
}
for (const piece of writeScanJson(merger.aggregate)) process.stdout.write(piece);
