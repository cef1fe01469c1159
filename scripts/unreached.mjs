/**
 * What the SDKs require at load and no call of ours reaches: more than half of their bytes, and time at every cold start. In the bundles
 * each of these packages is replaced by what is left of it here. A new version of an SDK that begins to use one fails loudly at the
 * first call, in the tests against the local cloud.
 */
const UNREACHED = {
  // node-fetch takes Node's own URL and looks here only where there is none (Node 6).
  'whatwg-url': `module.exports = { URL };`,
  // The HTTP layer of the COS SDK makes a jar at load and puts nothing into it: the SDK never asks for cookies.
  'tough-cookie': `
    class CookieJar { setCookieSync() {} getCookieStringSync() { return ''; } getCookiesSync() { return []; } }
    module.exports = { Cookie: { parse: () => undefined }, CookieJar };`,
  // Guesses a content type from the name of a file stream; we send bytes, and name their type.
  'mime-types': `module.exports = { lookup: () => false, contentType: () => false };`,
  // Options of the HTTP layer for other services; the COS SDK signs by itself.
  'http-signature': refused('http-signature'),
  'aws-sign2': refused('aws-sign2'),
  aws4: refused('aws4'),
  'oauth-sign': refused('oauth-sign'),
};

function refused(name) {
  return `module.exports = new Proxy({}, { get() { throw new Error('${name} is not part of this bundle'); } });`;
}

/** esbuild plugin: leaves the packages above out of a bundle. */
export const withoutUnreached = {
  name: 'without-unreached',
  setup(build) {
    const names = new RegExp(`^(${Object.keys(UNREACHED).join('|')})$`);
    build.onResolve({ filter: names }, ({ path, importer }) =>
      // Only for what the SDKs require: whoever imports one of them himself gets it.
      importer.includes('node_modules') ? { path, namespace: 'unreached' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'unreached' }, ({ path }) => ({ contents: UNREACHED[path], loader: 'js' }));
  },
};
