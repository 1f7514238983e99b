import type { PresetAnswers } from './presets';
import { emptyForm, newHeader, type SourceForm } from './source-form';

/** Version of the Messages API; the service refuses requests without one. */
const ANTHROPIC_VERSION = '2023-06-01';
/** The Messages API asks for a bound. */
const MOST_TOKENS = 1_024;

const withoutSlash = (url: string): string => url.trim().replace(/\/+$/u, '');

/** One question, one answer: it neither comes back after its end nor with the app. */
function onceForm(name: string, url: string, body: object): SourceForm {
  const form = emptyForm();
  form.name = name;
  form.url = url;
  form.strategy = 'sse';
  form.enabled = false;
  form.resume = false;
  form.options.method = 'POST';
  form.options.body = JSON.stringify(body, null, 2);
  form.options.bodyType = 'application/json';
  form.options.backoff.attempts = 1;
  return form;
}

/**
 * A chat completion of whatever speaks the protocol of OpenAI: the service itself, Ollama, llama.cpp, vLLM, LM Studio.
 * Local ones ask for no key. https://platform.openai.com/docs/api-reference/chat/create
 */
export function chatForm({ url = '', model = '', key = '', prompt = '' }: PresetAnswers): SourceForm {
  const base = withoutSlash(url);
  const form = onceForm(
    model.trim(),
    base.endsWith('/chat/completions') ? base : `${base}/chat/completions`,
    {
      model: model.trim(),
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: prompt }],
    },
  );
  if (key.trim() === '') return form;
  form.auth = 'bearer';
  form.secrets.token = { ...form.secrets.token, value: key.trim() };
  return form;
}

/** A message of the Anthropic API. https://docs.anthropic.com/en/api/messages-streaming */
export function anthropicForm({ url = '', model = '', key = '', prompt = '' }: PresetAnswers): SourceForm {
  const base = withoutSlash(url).replace(/\/v1(?:\/messages)?$/u, '');
  const form = onceForm(model.trim(), `${base}/v1/messages`, {
    model: model.trim(),
    max_tokens: MOST_TOKENS,
    stream: true,
    messages: [{ role: 'user', content: prompt }],
  });
  form.headers = [newHeader({ name: 'anthropic-version', value: ANTHROPIC_VERSION })];
  form.auth = 'api-key';
  form.signIn.header = 'x-api-key';
  form.secrets.token = { ...form.secrets.token, value: key.trim() };
  return form;
}
