import { parseErrorBody } from '../../lib/signature/error-body.js';

const body = (inner: string) => `<?xml version='1.0' encoding='utf-8' ?>\n<Error>${inner}</Error>`;

describe('the answer to a refused request', () => {
  test('is read field by field, texts to the letter', () => {
    const xml = body(
      '<Code> AccessDenied </Code><Message> Access Denied. </Message><StringToSign>sha1\n1;2\nab\n</StringToSign>' +
        '<FormatString>get\n/a b\n\nhost=x\n</FormatString><Resource> /007 </Resource><RequestId> 0123 </RequestId>',
    );
    expect(parseErrorBody(xml)).toEqual({
      code: 'AccessDenied',
      message: 'Access Denied.',
      stringToSign: 'sha1\n1;2\nab\n',
      formatString: 'get\n/a b\n\nhost=x\n',
      resource: '/007',
      requestId: '0123',
    });
  });

  test('may lack every field', () => {
    expect(parseErrorBody(body('<HostId>x</HostId>'))).toEqual({
      code: '',
      message: '',
      stringToSign: null,
      formatString: null,
      resource: null,
      requestId: null,
    });
  });

  test.each([
    ['a byte order mark and an empty line in front', `\ufeff\n${body('<Code>x</Code>')}`],
    ['empty lines behind', `${body('<Code>x</Code>')}\n\n`],
  ])('may have %s', (_, xml) => {
    expect(parseErrorBody(xml)?.code).toBe('x');
  });

  test('is read where a program printed the bare & of FormatString, and where it did not', () => {
    const text = (inner: string) => parseErrorBody(body(`<FormatString>${inner}</FormatString>`))?.formatString;
    expect(text('a=1&b=2')).toBe('a=1&b=2');
    expect(text('a=1&amp;b=2')).toBe('a=1&b=2');
    expect(text('a=&lt;&#x41;&#66;')).toBe('a=<AB');
  });

  test('has the line ends that were hashed, whatever a Windows program made of them', () => {
    expect(parseErrorBody(body('<StringToSign>a\r\nb\r\n</StringToSign>'))?.stringToSign).toBe('a\nb\n');
  });

  test('names the text of the server CanonicalRequest when an S3 client asked', () => {
    expect(parseErrorBody(body('<CanonicalRequest>GET\n/</CanonicalRequest>'))?.formatString).toBe('GET\n/');
  });
});
