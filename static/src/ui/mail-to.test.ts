import { expect, test } from 'vitest';
import { mailTo } from './mail-to.ts';

test('an address adds no recipient and no text to the mail that its link writes', () => {
  expect(mailTo('anna@kund.example')).toBe('mailto:anna@kund.example');
  const link = new URL(mailTo('a?bcc=spy%40evil.example&body=x@kund.example'));
  expect(link.search).toBe('');
  expect(decodeURIComponent(link.pathname)).toBe('a?bcc=spy%40evil.example&body=x@kund.example');
});
