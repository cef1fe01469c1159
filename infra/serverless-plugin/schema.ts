/** JSON Schemas that `serverless` checks before anything runs; its error names the path and what is allowed. */
const BUCKET = { type: 'string', pattern: '^[a-z0-9][a-z0-9-]*-\\d{8,12}$' } as const;
const PREFIX = { type: 'string', pattern: '^([^/].*/)?$' } as const;
const CRON = { type: 'string', pattern: '^\\S+( \\S+){6}$' } as const;

/** `provider:` */
export const providerSchema = {
  properties: {
    region: { type: 'string', pattern: '^[a-z]{2,}-[a-z]+(-\\d+)?$' },
    runtime: { type: 'string', pattern: '^Nodejs20\\.19$' },
    role: { anyOf: [{ const: 'auto' }, { type: 'string', pattern: '^[A-Za-z][\\w+=,.@-]{0,127}$' }] },
    environment: { type: 'object', additionalProperties: { type: 'string' } },
  },
  required: ['region', 'runtime'],
} as const;

/** `functions.*:` — the limits are those of SCF (583/11637). */
export const functionSchema = {
  properties: {
    handler: { const: 'index.main_handler' },
    /** 64 MB, or a multiple of 128 MB (checked in settings.ts). */
    memorySize: { type: 'integer', minimum: 64, maximum: 3072 },
    timeout: { type: 'integer', minimum: 1, maximum: 900 },
    /** Concurrent runs; reserved memory is concurrency × memorySize. */
    concurrency: { type: 'integer', minimum: 1, maximum: 1000 },
    /** Retries of a failed asynchronous run. */
    retry: { type: 'integer', minimum: 0, maximum: 2 },
    environment: { type: 'object', additionalProperties: { type: 'string' } },
  },
  required: ['handler', 'memorySize', 'timeout'],
} as const;

/** `functions.*.events:` */
export const eventSchemas = {
  cos: {
    type: 'object',
    properties: {
      bucket: BUCKET,
      prefix: PREFIX,
      suffix: { type: 'string', pattern: '^\\..+$' },
      events: { type: 'string', pattern: '^cos:Object(Created|Remove|Restore):[*A-Za-z]+$' },
    },
    required: ['bucket', 'events'],
    additionalProperties: false,
  },
  timer: {
    type: 'object',
    properties: { cron: CRON, message: { type: 'string', maxLength: 4096 } },
    required: ['cron'],
    additionalProperties: false,
  },
} as const;

/** `custom.cos403:` */
export const customSchema = {
  properties: {
    cos403: {
      type: 'object',
      properties: {
        watch: { type: 'array', items: BUCKET, minItems: 1, uniqueItems: true },
        logs: {
          type: 'object',
          properties: { bucket: BUCKET, prefix: PREFIX },
          required: ['bucket', 'prefix'],
          additionalProperties: false,
        },
        state: {
          type: 'object',
          properties: { bucket: BUCKET, prefix: PREFIX, keepDays: { type: 'integer', minimum: 7, maximum: 3650 } },
          required: ['bucket', 'prefix'],
          additionalProperties: false,
        },
        config: { type: 'string', minLength: 1 },
        secrets: { type: 'string', minLength: 1 },
      },
      required: ['watch', 'logs', 'state', 'config'],
      additionalProperties: false,
    },
  },
} as const;
