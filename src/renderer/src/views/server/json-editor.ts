/** The editor behind `JsonEditor.vue`, in a file of its own so that it is loaded only where somebody writes. */
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { linter } from '@codemirror/lint';
import { EditorState, Prec } from '@codemirror/state';
import {
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { JsonFault } from './json-fault';

export interface EditorOptions {
  /**
   * Where it goes. In a shadow root its rules become a constructed style sheet; in the document they would be a
   * `<style>` element, which the window's CSP refuses.
   */
  readonly root: ShadowRoot;
  readonly text: string;
  readonly label: string;
  readonly description: string;
  faultOf(text: string): JsonFault | null;
  onChange(text: string): void;
  /** Ctrl Enter. */
  onSubmit(): void;
  onFocus(focused: boolean): void;
}

export interface JsonEditorHandle {
  /** Replaces the text when it differs. */
  setText(text: string): void;
  /** Puts the cursor there, or leaves it where it is. */
  focus(offset?: number): void;
  destroy(): void;
}

const COLOURS = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.propertyName, color: 'var(--syn-key)' },
    { tag: tags.string, color: 'var(--syn-str)' },
    { tag: tags.number, color: 'var(--syn-num)' },
    { tag: [tags.bool, tags.null], color: 'var(--syn-lit)' },
    { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: 'var(--syn-punct)' },
  ]),
);

const THEME = EditorView.theme({
  '&': { maxHeight: '252px', fontSize: 'var(--fs-12)', color: 'var(--fg-1)', background: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--font-mono)',
    fontVariantLigatures: 'none',
    lineHeight: '18px',
    overflow: 'auto',
  },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--water)', minHeight: '116px' },
  '.cm-line': { padding: '0 8px 0 0' },
  '.cm-gutters': {
    background: 'transparent',
    border: '0',
    color: 'var(--fg-3)',
    fontSize: 'var(--fs-11)',
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '32px', padding: '0 10px 0 4px' },
  '.cm-activeLine, .cm-activeLineGutter': { background: 'transparent' },
  '&.cm-focused .cm-activeLine': { background: 'var(--bg-hover)' },
  '.cm-content ::selection, .cm-line::selection': { background: 'var(--bg-selected)' },
  '&.cm-focused .cm-matchingBracket': { background: 'var(--bg-active)', outline: 'none' },
  '&.cm-focused .cm-nonmatchingBracket': { background: 'var(--error-subtle)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--warning-mark) 1px',
    textUnderlineOffset: '3px',
  },
  '.cm-lintPoint:after': { borderBottomColor: 'var(--warning-mark)' },
  '.cm-tooltip': {
    background: 'var(--bg-overlay)',
    border: '0',
    borderRadius: 'var(--r-2)',
    boxShadow: 'var(--shadow-2)',
    color: 'var(--fg-1)',
    fontFamily: 'var(--font-ui)',
    overflow: 'hidden',
  },
  '.cm-diagnostic': { padding: '4px 8px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--warning-mark)' },
  '.cm-scroller::-webkit-scrollbar': { width: '10px', height: '10px' },
  '.cm-scroller::-webkit-scrollbar-thumb': {
    border: '3px solid transparent',
    borderRadius: '5px',
    background: 'var(--line-3) content-box',
  },
});

/** Opens an editor for JSON. Tab indents; Esc and then Tab leaves it (WCAG 2.1.2). */
export function openJsonEditor(options: EditorOptions): JsonEditorHandle {
  const view = new EditorView({
    root: options.root,
    parent: options.root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        Prec.highest(
          keymap.of([
            {
              key: 'Mod-Enter',
              stopPropagation: true,
              run: () => {
                options.onSubmit();
                return true;
              },
            },
          ]),
        ),
        lineNumbers(),
        history(),
        highlightSpecialChars(),
        highlightActiveLine(),
        bracketMatching(),
        indentOnInput(),
        indentUnit.of('  '),
        EditorState.tabSize.of(2),
        json(),
        COLOURS,
        THEME,
        linter(
          ({ state }) => {
            const text = state.doc.toString();
            const fault = text.trim() === '' ? null : options.faultOf(text);
            if (!fault) return [];
            const from = Math.min(fault.offset, state.doc.length);
            return [
              { from, to: Math.min(from + 1, state.doc.length), severity: 'error', message: fault.what },
            ];
          },
          { delay: 300 },
        ),
        keymap.of([{ key: 'Tab', run: indentMore, shift: indentLess }, ...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({
          'aria-label': options.label,
          'aria-description': options.description,
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onChange(update.state.doc.toString());
          if (update.focusChanged) options.onFocus(update.view.hasFocus);
        }),
      ],
    }),
  });

  return {
    setText(text) {
      if (text === view.state.doc.toString()) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    focus(offset) {
      if (offset !== undefined)
        view.dispatch({ selection: { anchor: Math.min(offset, view.state.doc.length) } });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}
