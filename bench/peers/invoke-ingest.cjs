// `node invoke-ingest.cjs INDEX.js CLOUD-URL FOLDER`: one cold invocation of the ingest function, its state a fresh folder.
const { mkdtempSync } = require('node:fs');
const { join } = require('node:path');

const [index, url, folder] = process.argv.slice(2);
const watched = 'site-1250000000';
process.env.COS403_LOCAL_CLOUD = url;
process.env.TENCENTCLOUD_REGION = 'ap-guangzhou';
process.env.COS403_CONFIG = JSON.stringify({
  schema: 'cos403.config/1',
  region: 'ap-guangzhou',
  state: mkdtempSync(join(folder, 'state-')),
  logs: [{ bucket: 'logs-1250000000', prefix: 'access/', watch: [watched] }],
});
const cos = {
  cosObject: { key: '/1250000000/logs/access/a.gz' },
  cosBucket: { name: 'logs', appid: '1250000000', s3Region: 'ap-guangzhou' },
};
require(index)
  .main_handler({ Records: [{ cos, event: { eventName: 'cos:ObjectCreated:Put' } }] }, {})
  .then((summary) => process.exit(summary.ingested === 1 ? 0 : 1));
