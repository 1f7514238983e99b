/** The beginning of a payload that carries a piece of a text, for each shape that is known. */
const SIGNS: readonly RegExp[] = [
  /^\s*\[DONE\]\s*$/u,
  /"object"\s*:\s*"(?:chat\.completion\.chunk|text_completion)"/u,
  /^\s*\{[^]{0,200}"choices"\s*:\s*\[\s*\{[^]{0,60}"delta"/u,
  /^\s*\{\s*"type"\s*:\s*"(?:content_block_(?:delta|start|stop)|message_(?:start|delta|stop))"/u,
  /^\s*\{\s*"type"\s*:\s*"response\.[a-z_.]+"/u,
  /"candidates"\s*:\s*\[\s*\{\s*"(?:content|index|finishReason)"/u,
  /"event_type"\s*:\s*"(?:step|interaction)\./u,
  /^\s*\{\s*"model"\s*:\s*"[^"]*"\s*,\s*"created_at"\s*:\s*"[^"]*"\s*,\s*"(?:message|response)"/u,
  /"type"\s*:\s*"(?:TEXT_MESSAGE|TOOL_CALL|REASONING_MESSAGE|THINKING_TEXT_MESSAGE|RUN)_[A-Z]+"/u,
  /^\s*\{\s*"type"\s*:\s*"(?:text-delta|reasoning-delta|tool-input-delta|content-delta|tool-plan-delta)"/u,
];

/** Whether the beginning of a payload (100 characters or more) looks like a piece of a text that is streamed. */
export function looksLikeDelta(preview: string): boolean {
  return SIGNS.some((sign) => sign.test(preview));
}
