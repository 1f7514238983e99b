import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { webhookSignature } from '../../../../src/main/rules/webhook-body';
import { readRules } from '../../../../src/main/settings/rule-file';

const document = (): Promise<string> => readFile(join(__dirname, '../../../../docs/rules.md'), 'utf8');

describe('docs/rules.md', () => {
  it('shows a file of rules that can be imported as it stands', async () => {
    const [, json] = /```json\n([^]*?)```/u.exec(await document())!;
    const { rules, problems } = readRules(json!, 'docs/rules.md', 10);
    expect(problems).toEqual([]);
    expect(rules.map(({ name }) => name)).toEqual([
      'Failed payments',
      'Orders are quiet',
      'Too many errors',
      'No heartbeats',
    ]);
  });

  it('says how a signature is made as it is made', async () => {
    expect(await document()).toContain(
      "`v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`",
    );
    const wanted = createHmac('sha256', 's').update('1795262400.{}').digest('hex');
    expect(webhookSignature('s', 1_795_262_400, '{}')).toBe(`v1=${wanted}`);
  });
});
