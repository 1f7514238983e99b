import { describe, expect, it } from 'vitest';
import { events, join, partsOf } from './joined';

/** What one response of a shape says; the payloads are written after the public descriptions of the interfaces. */
function only(payloads: readonly (object | string)[]): ReturnType<typeof summary> {
  const joiner = join(events(payloads));
  expect(joiner.responses).toHaveLength(1);
  return summary(joiner);
}
function summary(joiner: ReturnType<typeof join>): object {
  const response = joiner.responses[0]!;
  return {
    shape: response.shape,
    model: response.model,
    state: response.state,
    parts: partsOf(response),
    finish: [...response.finishes.values()],
    usage: response.usage,
    unread: joiner.counts.events - joiner.counts.read,
  };
}

const chat = (delta: object, more: object = {}): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  model: 'm-1',
  choices: [{ index: 0, delta, finish_reason: null }],
  ...more,
});

describe('texts of streams, by the shape of their payloads', () => {
  it('joins chat completion chunks: thoughts, text, a call in pieces, usage', () => {
    expect(
      only([
        chat({ role: 'assistant', content: '' }),
        chat({ reasoning_content: 'Look ' }),
        chat({ reasoning_content: 'it up.' }),
        chat({ content: 'One ' }),
        chat({ content: 'moment.' }),
        chat({
          tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'find', arguments: '' } }],
        }),
        chat({ tool_calls: [{ index: 0, function: { arguments: '{"q":' } }] }),
        chat({ tool_calls: [{ index: 0, function: { arguments: '"tide"}' } }] }),
        chat({}, { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] }),
        chat(
          {},
          {
            choices: [],
            usage: {
              prompt_tokens: 20,
              completion_tokens: 9,
              prompt_tokens_details: { cached_tokens: 16 },
              completion_tokens_details: { reasoning_tokens: 3 },
            },
          },
        ),
        '[DONE]',
      ]),
    ).toEqual({
      shape: 'openai-chat',
      model: 'm-1',
      state: 'done',
      parts: ['thinking: Look it up.', 'text: One moment.', 'tool find: {"q":"tide"}'],
      finish: ['tool_calls'],
      usage: { input: 20, output: 9, cached: 16, thinking: 3 },
      unread: 0,
    });
  });

  it('keeps parallel calls apart, also when each has the same index', () => {
    const call = (index: number, id: string, name: string): object =>
      chat({ tool_calls: [{ index, id, function: { name, arguments: '{}' } }] });
    expect(only([call(0, 'a', 'one'), call(1, 'b', 'two'), call(0, 'c', 'three')])).toMatchObject({
      parts: ['tool one: {}', 'tool two: {}', 'tool three: {}'],
    });
  });

  it('takes thoughts between think tags out of the answer', () => {
    expect(
      only(['<think>', '\nHm', 'm.', '\n</think>', '\n\nYes', '.'].map((content) => chat({ content }))),
    ).toMatchObject({ parts: ['thinking: \nHmm.\n', 'text: \n\nYes.'] });
  });

  it('joins the Responses API, whatever becomes of its ids on the way', () => {
    const of = (type: string, part: object): object => ({ type: `response.${type}`, ...part });
    expect(
      only([
        of('created', { sequence_number: 0, response: { id: 'r1', model: 'm-2' } }),
        of('in_progress', { sequence_number: 1, response: { id: 'changed', model: 'm-2' } }),
        of('reasoning_summary_text.delta', {
          sequence_number: 2,
          output_index: 0,
          summary_index: 0,
          delta: 'Hm.',
        }),
        of('output_item.added', {
          sequence_number: 3,
          output_index: 1,
          item: { type: 'function_call', call_id: 'c', name: 'find', arguments: '' },
        }),
        of('function_call_arguments.delta', { sequence_number: 4, output_index: 1, delta: '{"a":' }),
        of('function_call_arguments.delta', { sequence_number: 5, output_index: 1, delta: '1}' }),
        of('function_call_arguments.done', { sequence_number: 6, output_index: 1, arguments: '{"a":1}' }),
        of('output_text.delta', { sequence_number: 7, output_index: 2, content_index: 0, delta: 'Done' }),
        of('completed', {
          sequence_number: 8,
          response: {
            id: 'changed-again',
            usage: { input_tokens: 5, output_tokens: 7, output_tokens_details: { reasoning_tokens: 2 } },
          },
        }),
      ]),
    ).toEqual({
      shape: 'openai-responses',
      model: 'm-2',
      state: 'done',
      parts: ['thinking: Hm.', 'tool find: {"a":1}', 'text: Done'],
      finish: ['completed'],
      usage: { input: 5, output: 7, thinking: 2 },
      unread: 0,
    });
  });

  it('counts what a numbered response lacks', () => {
    const delta = (sequence_number: number): object => ({
      type: 'response.output_text.delta',
      sequence_number,
      output_index: 0,
      delta: 'x',
    });
    expect(join(events([delta(4), delta(5), delta(9)])).responses[0]).toMatchObject({ missing: 3 });
  });

  it('joins a message with blocks: thoughts, text, a tool, its result', () => {
    const block = (index: number, content_block: object): object => ({
      type: 'content_block_start',
      index,
      content_block,
    });
    const delta = (index: number, part: object): object => ({
      type: 'content_block_delta',
      index,
      delta: part,
    });
    expect(
      only([
        {
          type: 'message_start',
          message: {
            id: 'msg_1',
            model: 'm-3',
            usage: { input_tokens: 10, cache_read_input_tokens: 90, output_tokens: 1 },
          },
        },
        block(0, { type: 'thinking', thinking: '' }),
        delta(0, { type: 'thinking_delta', thinking: 'Hm.' }),
        delta(0, { type: 'signature_delta', signature: 'x' }),
        { type: 'ping' },
        block(1, { type: 'text', text: '' }),
        delta(1, { type: 'text_delta', text: 'Hel' }),
        delta(1, { type: 'text_delta', text: 'lo' }),
        { type: 'content_block_stop', index: 1 },
        block(2, { type: 'tool_use', id: 't1', name: 'find', input: {} }),
        delta(2, { type: 'input_json_delta', partial_json: '{"q"' }),
        delta(2, { type: 'input_json_delta', partial_json: ':1}' }),
        block(3, { type: 'web_search_tool_result', content: [1] }),
        { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 42 } },
        { type: 'message_stop' },
      ]),
    ).toEqual({
      shape: 'anthropic',
      model: 'm-3',
      state: 'done',
      parts: ['thinking: Hm.', 'text: Hello', 'tool find: {"q":1}', 'result web_search_tool_result: [1]'],
      finish: ['tool_use'],
      usage: { input: 100, output: 42, cached: 90 },
      unread: 0,
    });
  });

  it('joins Gemini answers, thoughts and calls apart, in the order in which they come', () => {
    const answer = (parts: object[], more: object = {}, at: object = {}): object => ({
      candidates: [{ content: { parts, role: 'model' }, ...at }],
      modelVersion: 'm-4',
      responseId: 'g1',
      ...more,
    });
    expect(
      only([
        answer([{ text: 'Hm. ', thought: true }]),
        answer([{ text: 'First' }, { functionCall: { name: 'find', args: { q: 1 } } }]),
        answer([{ functionCall: { name: 'find', args: { q: 2 } } }]),
        answer(
          [{ text: 'then' }],
          { usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4, thoughtsTokenCount: 5 } },
          { finishReason: 'STOP' },
        ),
      ]),
    ).toEqual({
      shape: 'gemini',
      model: 'm-4',
      state: 'done',
      parts: ['thinking: Hm. ', 'text: First', 'tool find: {"q":1}', 'tool find: {"q":2}', 'text: then'],
      finish: ['STOP'],
      usage: { input: 3, output: 9, thinking: 5 },
      unread: 0,
    });
  });

  it('joins steps of an interaction', () => {
    expect(
      only([
        { interaction: { id: 'i1', status: 'in_progress', model: 'm-5' }, event_type: 'interaction.created' },
        { index: 0, step: { type: 'model_output' }, event_type: 'step.start' },
        { index: 0, delta: { type: 'text', text: 'Fine.' }, event_type: 'step.delta' },
        { interaction: { id: 'i1', status: 'completed' }, event_type: 'interaction.completed' },
      ]),
    ).toMatchObject({ shape: 'gemini-interactions', state: 'done', parts: ['text: Fine.'] });
  });

  it('joins lines of Ollama, several in one event as well, and begins anew after the last', () => {
    const line = (content: string, more: object = {}): string =>
      JSON.stringify({
        model: 'm-6',
        created_at: 't',
        message: { role: 'assistant', content },
        done: false,
        ...more,
      });
    const end = line('', { done: true, done_reason: 'stop', prompt_eval_count: 8, eval_count: 2 });
    const joiner = join(events([`${line('Hel')}\n${line('lo')}`, end, line('Again'), end]));
    expect(joiner.responses.map(partsOf)).toEqual([['text: Hello'], ['text: Again']]);
    expect(summary(joiner)).toMatchObject({ shape: 'ollama', state: 'done', usage: { input: 8, output: 2 } });
  });

  it('joins the messages, thoughts and calls of an AG-UI run', () => {
    expect(
      only([
        { type: 'RUN_STARTED', threadId: 't', runId: 'run-1' },
        { type: 'REASONING_MESSAGE_CONTENT', messageId: 'r', delta: 'Hm.' },
        { type: 'TEXT_MESSAGE_START', messageId: 'a', role: 'assistant' },
        { type: 'TEXT_MESSAGE_CONTENT', messageId: 'a', delta: 'Yes' },
        { type: 'TOOL_CALL_START', toolCallId: 'c', toolCallName: 'find' },
        { type: 'TOOL_CALL_ARGS', toolCallId: 'c', delta: '{}' },
        { type: 'TOOL_CALL_RESULT', toolCallId: 'c', content: '3' },
        { type: 'RUN_FINISHED', threadId: 't', runId: 'run-1' },
      ]),
    ).toMatchObject({
      shape: 'ag-ui',
      state: 'done',
      parts: ['thinking: Hm.', 'text: Yes', 'tool find: {}', 'result: 3'],
      unread: 0,
    });
  });

  it('joins UI message streams and Cohere chats', () => {
    const sdk = [
      { type: 'start', messageId: 'm' },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'Hi' },
      { type: 'tool-input-start', toolCallId: 'c', toolName: 'find' },
      { type: 'tool-input-delta', toolCallId: 'c', inputTextDelta: '{}' },
      { type: 'finish' },
    ];
    expect(only(sdk)).toMatchObject({ shape: 'ai-sdk', state: 'done', parts: ['text: Hi', 'tool find: {}'] });
    const cohere = [
      { type: 'message-start', id: 'x', delta: { message: { role: 'assistant' } } },
      { type: 'content-delta', index: 0, delta: { message: { content: { thinking: 'Hm.' } } } },
      { type: 'content-delta', index: 1, delta: { message: { content: { text: 'Hi' } } } },
      {
        type: 'message-end',
        delta: { finish_reason: 'COMPLETE', usage: { tokens: { input_tokens: 1, output_tokens: 2 } } },
      },
    ];
    expect(only(cohere)).toMatchObject({
      shape: 'cohere',
      parts: ['thinking: Hm.', 'text: Hi'],
      finish: ['COMPLETE'],
    });
  });
});
