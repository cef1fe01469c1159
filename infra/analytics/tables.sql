-- Access logs of COS (16920), one row a request. The request line and queries of referers, where signatures and tokens stand, are left out.
CREATE TABLE IF NOT EXISTS cos403_access_log (
  time DateTime('UTC'),
  bucket LowCardinality(String),
  region LowCardinality(String),
  host LowCardinality(String),
  event LowCardinality(String),
  remote_ip String,
  access_key_id String,
  path String CODEC(ZSTD),
  method LowCardinality(String),
  user_agent LowCardinality(String),
  status UInt16,
  error_code LowCardinality(String),
  error_message LowCardinality(String),
  storage_class LowCardinality(String),
  requester String,
  request_id String,
  -- Without query: it may hold secrets.
  referer String
) ENGINE = MergeTree PARTITION BY toYYYYMM(time) ORDER BY (bucket, time);

-- Lines as they were delivered, cut at spaces outside quotes. What has not 31 fields is no record.
CREATE TABLE IF NOT EXISTS cos403_lines (line String) ENGINE = Null;
CREATE MATERIALIZED VIEW IF NOT EXISTS cos403_read_lines TO cos403_access_log AS
SELECT
  parseDateTimeBestEffort(f[4], 'UTC') AS time,
  f[2] AS bucket, f[3] AS region, f[5] AS host, f[6] AS event, f[7] AS remote_ip, f[8] AS access_key_id,
  f[12] AS path, f[13] AS method, f[14] AS user_agent, toUInt16(f[15]) AS status,
  f[16] AS error_code, f[17] AS error_message, f[21] AS storage_class, f[24] AS requester, f[25] AS request_id,
  cutQueryStringAndFragment(f[29]) AS referer
FROM (
  SELECT arrayMap(one -> trim(BOTH '"' FROM one), extractAll(line, '"[^"]*"|[^ ]+')) AS f FROM cos403_lines
)
WHERE length(f) = 31 AND match(f[15], '^[0-9]{3}$') AND match(f[4], '^[0-9]{4}-[0-9]{2}-[0-9]{2}T');
