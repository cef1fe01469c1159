// `node clickhouse.mjs FILE…`: ClickHouse in this process reads the gzip files as space separated values, on two threads.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Session } from 'chdb';

const files = process.argv.slice(2);
const structure = Array.from({ length: 31 }, (_, i) => `c${i + 1} String`).join(', ');
// Several files of one folder: `folder/{a.gz,b.gz}`.
const list = files.length === 1 ? files[0] : `${dirname(files[0])}/{${files.map((file) => basename(file)).join(',')}}`;
const folder = mkdtempSync(join(tmpdir(), 'cos403-clickhouse-'));
try {
  const session = new Session(folder);
  session.query(`
    CREATE TABLE counts ENGINE = Memory AS
    SELECT c2 AS bucket, c15 = '403' AS denied, if(denied, c16, '') AS code, if(denied, c17, '') AS message,
      if(denied, multiIf(c24 != '-', c24, c8 = '-', 'anonymous', 'key:' || c8), '') AS who, if(denied, c7, '') AS ip, count() AS n
    FROM file('${list}', 'CustomSeparated', '${structure}')
    GROUP BY ALL
    SETTINGS format_custom_escaping_rule = 'CSV', format_custom_field_delimiter = ' ', max_threads = 2`);
  const rows = (tag, sql) => {
    const text = session.query(`SELECT '${tag}', ${sql} SETTINGS max_threads = 2`, 'TSVRaw');
    process.stdout.write(text);
  };
  rows('B', 'bucket, sum(n), sumIf(n, denied) FROM counts GROUP BY bucket');
  rows('G', 'bucket, code, message, who, sum(n) FROM counts WHERE denied GROUP BY bucket, code, message, who');
  rows('A', 'uniqExact(ip) FROM counts WHERE denied');
  session.cleanup();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
