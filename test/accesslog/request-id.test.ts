import { requestStartMs } from '../../lib/accesslog/request-id.js';

describe('a request id', () => {
  test.each([
    ['NWU0MTU1NzRfNWNiMjU4NjRfM2JkMV8yNGFiNGEw', '2020-02-10T13:07:00.000Z'],
    ['NjdmYzk0YjFfMTgyMDYzNjRfY2MzNF80OTI2YjAw', '2025-04-14T04:53:05.000Z'],
    ['NWQ1ZjY4MTBfMjZiMjU4NjRfOWI1N180NDBiYTY=', '2019-08-23T04:14:08.000Z'],
    ['NWNhYzEzZThfNGQ5ZTU4NjRfNmFhNV83YTZjOGY=', '2019-04-09T03:39:20.000Z'],
    ['NjgzNDk2MmZfYTAxMjNlMGJfMTNlZV9hYjY2YzE=', '2025-05-26T16:26:23.000Z'],
    ['NjQ0OTE5NGVfOWY0YzMxMWVfNmNjOV8xMzAxNg==', '2023-04-26T12:30:06.000Z'],
  ])('%s began at %s', (id, time) => {
    expect(new Date(requestStartMs(id)!).toISOString()).toBe(time);
  });

  test.each(['-', '', 'N', 'Nothing-of-that-form', 'xxxxxxxxxxxxxxxxxx'])('%j tells no time', (id) => {
    expect(requestStartMs(id)).toBeNull();
  });
});
