// `node aggregate.mjs BUNDLE FILE`: cos403's reader without the command around it.
import { createReadStream } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [bundle, file] = process.argv.slice(2);
const { Aggregator } = await import(pathToFileURL(bundle).href);
const aggregator = new Aggregator();
const { denials } = await aggregator.addStream(createReadStream(file, { highWaterMark: 1 << 20 }));
if (denials === 0) process.exitCode = 1;
