/** A conversation as a model would answer it. */
export interface Script {
  readonly thinking: string;
  readonly answer: string;
  /** A call that the answer ends with. */
  readonly call?: { readonly name: string; readonly arguments: string };
  readonly finish: 'stop' | 'length' | 'tool_calls';
  /** Tokens of the request, and how many of them were cached. */
  readonly prompt: number;
  readonly cached: number;
}

/** What the demo model says, one after the other. */
export const SCRIPTS: readonly Script[] = [
  {
    thinking:
      'The person asks why the table shows a gap after a reconnect. The server keeps 100 events, the break took longer. I should say what is lost, how to see it, and what to change.',
    answer: `The gap is real: while the connection was down, the server sent **more events than it keeps**.

1. The stream broke at 14:02:07 and came back 38 s later.
2. Your client sent \`Last-Event-ID: 88102\`, which is the right thing to do.
3. The server's history begins at \`88129\`, so 27 events could not be sent again.

Two changes help:

- keep at least one minute of events on the server, not 100;
- send a comment line every 15 s, so that a dead connection is found sooner.

Nothing was lost on the client's side.`,
    finish: 'stop',
    prompt: 412,
    cached: 256,
  },
  {
    thinking:
      'To say whether the level rises I need the readings of the last six hours. There is a tool for that. The station is Dresden, the unit is centimetres.',
    answer: 'I look up the readings of the last six hours first.',
    call: {
      name: 'river_level',
      arguments:
        '{"station":"Dresden","river":"Elbe","from":"2026-11-21T08:00:00Z","to":"2026-11-21T14:00:00Z","unit":"cm","step":"15min"}',
    },
    finish: 'tool_calls',
    prompt: 538,
    cached: 384,
  },
  {
    thinking:
      'Six readings, rising by 4 cm. The warning level is far away. Keep it short, with a small table.',
    answer: `The Elbe at Dresden rises slowly, and is far below the first warning level.

| Time  | Level  |
| ----- | ------ |
| 08:00 | 131 cm |
| 10:00 | 132 cm |
| 12:00 | 134 cm |
| 14:00 | 135 cm |

That is **4 cm in six hours**. The first warning level is 400 cm.`,
    finish: 'stop',
    prompt: 803,
    cached: 512,
  },
  {
    thinking: 'A haiku about a stream that never ends, then a second one. The limit on tokens is low.',
    answer: `The stream has no end.
Each event carries a name,
and each name a time.

Between two of them
`,
    finish: 'length',
    prompt: 97,
    cached: 0,
  },
];
