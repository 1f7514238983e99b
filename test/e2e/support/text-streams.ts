/** What services that stream text send, shape by shape, written after their public descriptions. */
export interface TextStream {
  readonly name: string;
  readonly payloads: readonly (object | string)[];
  /** Parts as the window shows them: the title where there is one, and the text. */
  readonly parts: readonly (readonly [title: string | null, text: string])[];
  readonly finish: string;
  readonly tokens: string | null;
}

const chat = (delta: object, more: object = {}): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  model: 'model-a',
  choices: [{ index: 0, delta, finish_reason: null }],
  ...more,
});
const gemini = (parts: object[], more: object = {}): object => ({
  candidates: [{ content: { parts, role: 'model' }, ...more }],
  modelVersion: 'model-d',
  responseId: 'g1',
});
const ollama = (message: object, more: object = {}): object => ({
  model: 'model-e',
  created_at: '2026-11-21T14:00:00Z',
  message: { role: 'assistant', ...message },
  done: false,
  ...more,
});

export const TEXT_STREAMS: readonly TextStream[] = [
  {
    name: 'chat',
    payloads: [
      chat({ role: 'assistant', content: '' }),
      chat({ reasoning_content: 'Look it up.' }),
      chat({ content: 'One ' }),
      chat({ content: 'moment.' }),
      chat({ tool_calls: [{ index: 0, id: 'c1', function: { name: 'river_level', arguments: '{"at":' } }] }),
      chat({ tool_calls: [{ index: 0, function: { arguments: '"Dresden"}' } }] }),
      chat({}, { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] }),
      chat(
        {},
        {
          choices: [],
          usage: {
            prompt_tokens: 1_200,
            completion_tokens: 90,
            prompt_tokens_details: { cached_tokens: 1_024 },
            completion_tokens_details: { reasoning_tokens: 30 },
          },
        },
      ),
      '[DONE]',
    ],
    parts: [
      ['Thinking', 'Look it up.'],
      [null, 'One moment.'],
      ['Tool call: river_level', '{"at":"Dresden"}'],
    ],
    finish: 'calls a tool',
    tokens: '1,200 (1,024 cached) in, 90 (30 thinking) out',
  },
  {
    name: 'responses',
    payloads: [
      { type: 'response.created', sequence_number: 0, response: { id: 'r1', model: 'model-b' } },
      {
        type: 'response.reasoning_summary_text.delta',
        sequence_number: 1,
        output_index: 0,
        summary_index: 0,
        delta: 'Hm.',
      },
      {
        type: 'response.output_text.delta',
        sequence_number: 2,
        output_index: 1,
        content_index: 0,
        delta: 'It ',
      },
      {
        type: 'response.output_text.delta',
        sequence_number: 3,
        output_index: 1,
        content_index: 0,
        delta: 'rises.',
      },
      {
        type: 'response.completed',
        sequence_number: 4,
        response: { id: 'r1', usage: { input_tokens: 8, output_tokens: 4 } },
      },
    ],
    parts: [
      ['Thinking', 'Hm.'],
      [null, 'It rises.'],
    ],
    finish: 'complete',
    tokens: '8 in, 4 out',
  },
  {
    name: 'messages',
    payloads: [
      {
        type: 'message_start',
        message: { id: 'msg_1', model: 'model-c', usage: { input_tokens: 10, output_tokens: 1 } },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'ping' },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'The level ' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'falls.' } },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'content_block_start',
        index: 1,
        content_block: { type: 'tool_use', id: 't1', name: 'alert', input: {} },
      },
      {
        type: 'content_block_delta',
        index: 1,
        delta: { type: 'input_json_delta', partial_json: '{"to":"all"}' },
      },
      { type: 'message_delta', delta: { stop_reason: 'max_tokens' }, usage: { output_tokens: 12 } },
      { type: 'message_stop' },
    ],
    parts: [
      [null, 'The level falls.'],
      ['Tool call: alert', '{"to":"all"}'],
    ],
    finish: 'reached the token limit',
    tokens: '10 in, 12 out',
  },
  {
    name: 'gemini',
    payloads: [
      gemini([{ text: 'Hm.', thought: true }]),
      gemini([{ text: 'Three ' }]),
      gemini([{ text: 'stations.' }, { functionCall: { name: 'list', args: { river: 'Elbe' } } }], {
        finishReason: 'STOP',
      }),
    ],
    parts: [
      ['Thinking', 'Hm.'],
      [null, 'Three stations.'],
      ['Tool call: list', '{"river":"Elbe"}'],
    ],
    finish: 'complete',
    tokens: null,
  },
  {
    name: 'ollama',
    payloads: [
      ollama({ content: '', thinking: 'Hm.' }),
      ollama({ content: 'Half ' }),
      ollama({ content: 'a metre.' }),
      ollama({ content: '' }, { done: true, done_reason: 'stop', prompt_eval_count: 20, eval_count: 6 }),
    ],
    parts: [
      ['Thinking', 'Hm.'],
      [null, 'Half a metre.'],
    ],
    finish: 'complete',
    tokens: '20 in, 6 out',
  },
  {
    name: 'ag-ui',
    payloads: [
      { type: 'RUN_STARTED', threadId: 't', runId: 'run-1' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'a', delta: 'No ' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'a', delta: 'flood.' },
      { type: 'TOOL_CALL_START', toolCallId: 'c', toolCallName: 'close_gate' },
      { type: 'TOOL_CALL_ARGS', toolCallId: 'c', delta: '{"gate":4}' },
      { type: 'RUN_FINISHED', threadId: 't', runId: 'run-1' },
    ],
    parts: [
      [null, 'No flood.'],
      ['Tool call: close_gate', '{"gate":4}'],
    ],
    finish: 'complete',
    tokens: null,
  },
];

/** Payloads as the frames of an event stream. */
export const frames = (payloads: readonly (object | string)[]): string =>
  payloads
    .map((payload) => `data: ${typeof payload === 'string' ? payload : JSON.stringify(payload)}\n\n`)
    .join('');

/** A chunk of a chat completion with a piece of the answer. */
export const answerChunk = (id: string, content: string): object => ({
  id,
  object: 'chat.completion.chunk',
  model: 'model-a',
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});
