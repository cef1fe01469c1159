// `node duckdb.mjs FILE…`: DuckDB reads the gzip files as space separated values, on two threads.
import { DuckDBInstance } from '@duckdb/node-api';

const files = process.argv.slice(2);
const columns = Array.from({ length: 31 }, (_, i) => `c${i + 1}: 'VARCHAR'`).join(', ');
const list = files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ');
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const db = await instance.connect();
await db.run(`
  CREATE TEMP TABLE counts AS
  SELECT c2 AS bucket, c15 = '403' AS denied, CASE WHEN denied THEN c16 END AS code, CASE WHEN denied THEN c17 END AS message,
    CASE WHEN denied THEN CASE WHEN c24 <> '-' THEN c24 WHEN c8 = '-' THEN 'anonymous' ELSE 'key:' || c8 END END AS who,
    CASE WHEN denied THEN c7 END AS ip, count(*) AS n
  FROM read_csv([${list}], delim = ' ', quote = '"', escape = '"', header = false, auto_detect = false, columns = {${columns}})
  GROUP BY ALL`);
const rows = async (sql) => (await db.runAndReadAll(sql)).getRows();
const out = [];
for (const row of await rows('SELECT bucket, sum(n), sum(CASE WHEN denied THEN n ELSE 0 END) FROM counts GROUP BY 1'))
  out.push(`B\t${row.join('\t')}`);
for (const row of await rows('SELECT bucket, code, message, who, sum(n) FROM counts WHERE denied GROUP BY 1, 2, 3, 4'))
  out.push(`G\t${row.join('\t')}`);
out.push(`A\t${(await rows('SELECT count(DISTINCT ip) FROM counts WHERE denied'))[0][0]}`);
process.stdout.write(`${out.join('\n')}\n`);
