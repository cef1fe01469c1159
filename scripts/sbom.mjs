// Prints a CycloneDX 1.5 bill of materials of package-lock.json: `npm run --silent sbom > sbom.json`. The same lock gives the same bytes.
import { readFileSync } from 'node:fs';

const hex = (integrity) => {
  const [algorithm, digest] = /^(sha\d+)-(.+)$/.exec(integrity.split(' ')[0])?.slice(1) ?? [];
  if (!algorithm) return [];
  return [
    { alg: algorithm.toUpperCase().replace('SHA', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') },
  ];
};

/** `pkg:npm/%40scope/name@1.2.3` */
const purl = (name, version) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

const nameOf = (path, entry) => entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Where Node would find a dependency of the package at `path`: its own folder first, then those above. */
function resolve(packages, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const candidate = `${at ? `${at}/` : ''}node_modules/${name}`;
    if (packages[candidate]) return candidate;
    if (at === '') return null;
  }
}

/** A CycloneDX document of a parsed package-lock.json (version 2 or 3). */
function sbom(lock) {
  const { packages } = lock;
  const root = packages[''];
  const paths = Object.keys(packages)
    .filter((path) => path !== '' && !packages[path].link)
    .sort();
  const ref = (path) => purl(nameOf(path, packages[path]), packages[path].version);
  const components = new Map();
  const dependencies = new Map();
  const linksOf = (path, entry) => {
    const wanted = {
      ...entry.dependencies,
      ...entry.optionalDependencies,
      ...(path === '' ? entry.devDependencies : {}),
    };
    return Object.keys(wanted).flatMap((name) => {
      const found = resolve(packages, path, name);
      return found ? [ref(found)] : [];
    });
  };
  for (const path of paths) {
    const entry = packages[path];
    const id = ref(path);
    components.set(id, {
      type: 'library',
      'bom-ref': id,
      name: nameOf(path, entry),
      version: entry.version,
      ...(entry.optional ? { scope: 'optional' } : {}),
      purl: id,
      // Bundled packages are development dependencies too: this says where npm has it from, not what is shipped (THIRD-PARTY.md does).
      ...(entry.dev ? { properties: [{ name: 'cdx:npm:package:development', value: 'true' }] } : {}),
      ...(entry.license
        ? {
            licenses: [
              / (OR|AND|WITH) /.test(entry.license)
                ? { expression: entry.license }
                : { license: { id: entry.license } },
            ],
          }
        : {}),
      ...(entry.integrity ? { hashes: hex(entry.integrity) } : {}),
    });
    dependencies.set(id, new Set([...(dependencies.get(id) ?? []), ...linksOf(path, entry)]));
  }
  const self = purl(root.name ?? lock.name, root.version ?? lock.version);
  dependencies.set(self, new Set(linksOf('', root)));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': self,
        name: root.name ?? lock.name,
        version: root.version ?? lock.version,
        purl: self,
        ...(root.license ? { licenses: [{ license: { id: root.license } }] } : {}),
      },
    },
    components: [...components.values()],
    dependencies: [...dependencies].map(([id, on]) => ({ ref: id, dependsOn: [...on].sort() })),
  };
}

process.stdout.write(`${JSON.stringify(sbom(JSON.parse(readFileSync('package-lock.json', 'utf8'))), null, 2)}\n`);
