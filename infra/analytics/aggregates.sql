-- The aggregates of `cos403 scan`, over any period. Each is one query; `-- name:` is what bench/analytics.mjs compares it as.

-- name: totals
SELECT count() AS requests, countIf(status = 403) AS denials, countIf(status = 402) AS s402, countIf(status = 451) AS s451
FROM cos403_access_log;

-- name: buckets
SELECT bucket, count() AS requests, countIf(status = 403) AS denials
FROM cos403_access_log GROUP BY bucket ORDER BY bucket;

-- name: groups
SELECT bucket, cos403_kind(error_code, error_message) AS kind,
  multiIf(requester != '-', requester, access_key_id = '-', 'anonymous', 'key:' || access_key_id) AS who,
  count() AS denials, min(time) AS first_seen, max(time) AS last_seen, uniqExact(remote_ip) AS addresses
FROM cos403_access_log WHERE status = 403
GROUP BY bucket, kind, who ORDER BY denials DESC, bucket, kind, who;

-- name: addresses
SELECT bucket, kind, who, remote_ip, denials FROM (
  SELECT bucket, cos403_kind(error_code, error_message) AS kind,
    multiIf(requester != '-', requester, access_key_id = '-', 'anonymous', 'key:' || access_key_id) AS who,
    remote_ip, count() AS denials
  FROM cos403_access_log WHERE status = 403 GROUP BY bucket, kind, who, remote_ip)
ORDER BY bucket, kind, who, denials DESC, remote_ip LIMIT 10 BY bucket, kind, who;
