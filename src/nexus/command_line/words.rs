//! Splitting a pasted command into words as bash and PowerShell would: quotes, and line
//! continuations with `\`, a backtick or `^`.

use std::iter::Peekable;
use std::str::Chars;

use crate::span::Diagnostic;

/// A quote without its end.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the {quote} quote on line {line} has no end")]
pub struct UnclosedQuoteError {
    /// `single` or `double`.
    pub quote: &'static str,
    /// The line where it begins, from 1.
    pub line: usize,
}

/// A word, and whether it begins a line that the line before does not continue into.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) start: WordStart,
    pub(super) line: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum WordStart {
    /// After other words of the same command.
    Inside,
    /// At the start of a line after one that ends without a continuation.
    NewLine,
    /// After `;`, `|` or `&&`.
    NewCommand,
}

/// The words of a text, comments left out.
pub(super) fn split(
    text: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Vec<Word>, UnclosedQuoteError> {
    Splitter {
        chars: text.chars().peekable(),
        line: 1,
        start: WordStart::Inside,
        word: None,
        words: Vec::new(),
    }
    .run(diagnostics)
}

struct Splitter<'a> {
    chars: Peekable<Chars<'a>>,
    line: usize,
    start: WordStart,
    word: Option<Word>,
    words: Vec<Word>,
}

impl Splitter<'_> {
    fn run(mut self, diagnostics: &mut Vec<Diagnostic>) -> Result<Vec<Word>, UnclosedQuoteError> {
        while let Some(c) = self.chars.next() {
            match c {
                '\n' => {
                    self.line += 1;
                    self.end_word();
                    if !self.words.is_empty() {
                        self.start = WordStart::NewLine;
                    }
                }
                '\'' => self.quoted('\'')?,
                '"' => self.quoted('"')?,
                '\u{201c}' | '\u{201d}' => {
                    let message = format!("line {} has a typographic quote", self.line);
                    diagnostics.push(
                        Diagnostic::warning("typographic-quote", message)
                            .help("a shell takes it for a letter: type plain quotes"),
                    );
                }
                '\\' | '`' | '^' if self.at_line_end() => {
                    if c != '^' || self.word.is_none() {
                        self.continue_line(c, diagnostics);
                    } else {
                        self.push(c);
                    }
                }
                '\\' => self.escaped(),
                '$' if self.chars.peek() == Some(&'(') => self.substitution(),
                '#' if self.word.is_none() => self.skip_line(),
                ';' => self.end_command(),
                '|' | '&' if self.word.is_none() => self.end_command(),
                c if c.is_whitespace() => self.end_word(),
                c => self.push(c),
            }
        }
        self.end_word();
        Ok(self.words)
    }

    fn push(&mut self, c: char) {
        self.open().push(c);
    }

    fn open(&mut self) -> &mut String {
        let (start, line) = (self.start, self.line);
        let word = self.word.get_or_insert_with(|| Word {
            text: String::new(),
            start,
            line,
        });
        self.start = WordStart::Inside;
        &mut word.text
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    fn end_command(&mut self) {
        self.end_word();
        if !self.words.is_empty() {
            self.start = WordStart::NewCommand;
        }
    }

    /// In single quotes everything stands for itself; in double quotes `\` escapes `"`, `\`, `$`
    /// and a backtick, and the backtick of PowerShell escapes `"`.
    fn quoted(&mut self, quote: char) -> Result<(), UnclosedQuoteError> {
        let began = self.line;
        self.open();
        while let Some(c) = self.chars.next() {
            match c {
                _ if c == quote => return Ok(()),
                '\\' | '`' if quote == '"' => match self.chars.peek() {
                    Some(&next @ ('"' | '\\' | '$' | '`')) if c == '\\' || next == '"' => {
                        self.chars.next();
                        self.push(next);
                    }
                    Some('\n') if c == '\\' => {
                        self.chars.next();
                        self.line += 1;
                    }
                    _ => self.push(c),
                },
                '$' if quote == '"' && self.chars.peek() == Some(&'(') => self.substitution(),
                '\n' => {
                    self.line += 1;
                    self.push(c);
                }
                _ => self.push(c),
            }
        }
        Err(UnclosedQuoteError {
            quote: if quote == '"' { "double" } else { "single" },
            line: began,
        })
    }

    /// `$(…)` as it stands: one piece of a word, whatever commands it holds.
    fn substitution(&mut self) {
        self.push('$');
        let mut depth = 0usize;
        while let Some(c) = self.chars.next() {
            self.line += usize::from(c == '\n');
            depth += usize::from(c == '(');
            depth -= usize::from(c == ')' && depth > 0);
            self.push(c);
            if depth == 0 {
                break;
            }
        }
    }

    fn escaped(&mut self) {
        if let Some(next) = self.chars.next() {
            self.push(next);
        }
    }

    fn at_line_end(&self) -> bool {
        let mut ahead = self.chars.clone();
        ahead
            .find(|c| *c == '\n' || !c.is_whitespace())
            .is_none_or(|c| c == '\n')
    }

    fn continue_line(&mut self, mark: char, diagnostics: &mut Vec<Diagnostic>) {
        let mut blanks = 0;
        let mut ended = false;
        for c in self.chars.by_ref() {
            if c == '\n' {
                ended = true;
                break;
            }
            blanks += usize::from(c != '\r');
        }
        if !ended || self.chars.clone().all(char::is_whitespace) {
            diagnostics.push(Diagnostic::info(
                "stray-continuation",
                format!("line {} ends in a `{mark}` that nothing follows", self.line),
            ));
        } else if blanks > 0 {
            diagnostics.push(
                Diagnostic::warning(
                    "blank-after-continuation",
                    format!("line {} has a blank after its `{mark}`", self.line),
                )
                .help("a shell would end the command there: remove the blank"),
            );
        }
        self.line += 1;
        // The shells join `a\` and `b`; what people paste has a blank before the mark.
        if mark != '\\' {
            self.end_word();
        }
    }

    fn skip_line(&mut self) {
        while self.chars.peek().is_some_and(|c| *c != '\n') {
            self.chars.next();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(input: &str) -> Vec<String> {
        let words = split(input, &mut Vec::new()).unwrap();
        words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_split_as_a_shell_would() {
        for (input, expected) in [
            (
                r#"a 'b c' "d e" f="g h"i"#,
                vec!["a", "b c", "d e", "f=g hi"],
            ),
            ("a \\\n  b \\\r\n c", vec!["a", "b", "c"]),
            ("a `\n b `\r\n c", vec!["a", "b", "c"]),
            ("a ^\n b", vec!["a", "b"]),
            (r#""a\"b" 'c\d' e\ f"#, vec!["a\"b", r"c\d", "e f"]),
            ("a # comment 'x\nb", vec!["a", "b"]),
            ("a \"\" b", vec!["a", "", "b"]),
            ("a#b", vec!["a#b"]),
            (
                "a $(x -n u -g (rg)) \"$(y \"z\")\" b",
                vec!["a", "$(x -n u -g (rg))", "$(y \"z\")", "b"],
            ),
            ("", vec![]),
        ] {
            assert_eq!(texts(input), expected, "{input:?}");
        }
    }

    #[test]
    fn an_unclosed_quote_names_its_line() {
        let error = split("a\nb 'c\nd", &mut Vec::new()).unwrap_err();
        assert_eq!(error.to_string(), "the single quote on line 2 has no end");
    }

    #[test]
    fn a_lost_or_stray_continuation_is_said() {
        let mut diagnostics = Vec::new();
        let words = split("a \\ \n b\nc \\", &mut diagnostics).unwrap();
        let codes: Vec<&str> = diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, ["blank-after-continuation", "stray-continuation"]);
        assert_eq!(words[1].start, WordStart::Inside);
        assert_eq!(words[2].start, WordStart::NewLine);
    }
}
