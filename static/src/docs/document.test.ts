import { describe, expect, it } from 'vitest';
import { byTag, curl, type Document, example, found, operationsOf, type Schema } from './document.ts';

const DOCUMENT: Document = {
  info: { title: 'Samtal', version: '1' },
  paths: {
    '/api/v1/visitors': {
      post: {
        tags: ['identity'],
        summary: 'Makes a visitor',
        security: [{}],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/New' } } } },
      },
    },
    '/api/v1/files/{file}': { get: { tags: ['files'], summary: 'A file as it was sent' } },
  },
};

const SCHEMAS: Record<string, Schema> = {
  New: {
    type: 'object',
    required: ['language', 'id', 'next'],
    properties: {
      language: { type: 'string', enum: ["it's"] },
      id: { type: 'string', format: 'uuid' },
      next: { $ref: '#/components/schemas/New' },
    },
  },
};

describe('the description', () => {
  const all = operationsOf(DOCUMENT);

  it('is found by every word of the search', () => {
    expect(found(all, 'POST visitor').map((one) => one.path)).toEqual(['/api/v1/visitors']);
    expect(found(all, '  ')).toHaveLength(2);
    expect(found(all, 'post files')).toEqual([]);
    expect(byTag(all).map(([tag]) => tag)).toEqual(['identity', 'files']);
  });

  it('becomes a line that a shell takes as it is', () => {
    const [visitors, file] = all;
    if (visitors === undefined || file === undefined) throw new Error('two operations');
    const line = curl(visitors, 'https://chat.example.org', SCHEMAS);
    expect(line).toMatch(/^curl -X POST 'https:\/\/chat\.example\.org\/api\/v1\/visitors' -H/);
    expect(line).toContain(`"language":"it'\\''s"`);
    expect(line).not.toContain('Authorization');
    expect(curl(file, 'https://x', {})).toBe(
      `curl -X GET 'https://x/api/v1/files/{file}' -H 'Authorization: Bearer SECRET'`,
    );
  });

  it('has an end where a form holds itself', () => {
    expect(JSON.stringify(example({ $ref: '#/components/schemas/New' }, SCHEMAS)).length).toBeLessThan(1_000);
  });
});
