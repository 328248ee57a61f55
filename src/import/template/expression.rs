//! The expressions of templates as they are written: `[concat(parameters('a'), '-b')]`.

/// A part of an expression, with the text that it was read from.
#[derive(Debug)]
pub(super) struct Expression<'s> {
    pub(super) source: &'s str,
    pub(super) is: Is<'s>,
}

#[derive(Debug)]
pub(super) enum Is<'s> {
    Text(String),
    Number(i64),
    Call(&'s str, Vec<Expression<'s>>),
    /// `base.name`
    Member(Box<Expression<'s>>, &'s str),
    /// `base[index]`
    Element(Box<Expression<'s>>, Box<Expression<'s>>),
}

/// The longest expression that Azure takes, in characters (limits of templates).
const LONGEST: usize = 24_576;
/// How deep calls may stand in each other.
const DEPTH: usize = 64;

/// What stands in the brackets of an expression; `None` for a text that is none.
pub(super) fn inside(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    (!inner.starts_with('[')).then_some(inner)
}

/// `None` for what is malformed, too long or too deep.
pub(super) fn parse(source: &str) -> Option<Expression<'_>> {
    let mut parser = Parser { source, at: 0 };
    let whole = (source.len() <= LONGEST).then(|| parser.expression(0))??;
    parser.skip_blank();
    (parser.at == source.len()).then_some(whole)
}

struct Parser<'s> {
    source: &'s str,
    at: usize,
}

impl<'s> Parser<'s> {
    fn rest(&self) -> &'s str {
        &self.source[self.at..]
    }

    fn skip_blank(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn takes(&mut self, sign: char) -> bool {
        self.skip_blank();
        let takes = self.rest().starts_with(sign);
        self.at += if takes { sign.len_utf8() } else { 0 };
        takes
    }

    fn word(&mut self, is_part: impl Fn(char) -> bool) -> Option<&'s str> {
        self.skip_blank();
        let rest = self.rest();
        let word = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
        self.at += word.len();
        (!word.is_empty()).then_some(word)
    }

    fn expression(&mut self, depth: usize) -> Option<Expression<'s>> {
        if depth > DEPTH {
            return None;
        }
        self.skip_blank();
        let start = self.at;
        let is = match self.rest().chars().next()? {
            '\'' => Is::Text(self.text()?),
            c if c.is_ascii_digit() || c == '-' => {
                let digits = self.word(|c| c.is_ascii_digit() || c == '-')?;
                Is::Number(digits.parse().ok()?)
            }
            _ => {
                // Functions of the template itself have a namespace: `contoso.name()`.
                let name = self.word(|c| c.is_ascii_alphanumeric() || "_.".contains(c))?;
                let mut arguments = Vec::new();
                if !self.takes('(') {
                    return None;
                }
                while !self.takes(')') {
                    if !arguments.is_empty() && !self.takes(',') {
                        return None;
                    }
                    arguments.push(self.expression(depth + 1)?);
                }
                Is::Call(name, arguments)
            }
        };
        let mut found = Expression {
            source: &self.source[start..self.at],
            is,
        };
        // As many as there are: each holds those before it.
        for depth in depth.. {
            let is = if self.takes('.') {
                let name = self.word(|c| c.is_alphanumeric() || c == '_')?;
                Is::Member(Box::new(found), name)
            } else if self.takes('[') {
                let index = self.expression(depth + 1)?;
                if !self.takes(']') {
                    return None;
                }
                Is::Element(Box::new(found), Box::new(index))
            } else {
                break;
            };
            if depth > DEPTH {
                return None;
            }
            found = Expression {
                source: &self.source[start..self.at],
                is,
            };
        }
        Some(found)
    }

    /// A text in quotes, a doubled quote standing for one.
    fn text(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut is_doubled = false;
        while self.rest().starts_with('\'') {
            let rest = &self.rest()[1..];
            let end = rest.find('\'')?;
            text.push_str(if is_doubled { "'" } else { "" });
            text.push_str(&rest[..end]);
            self.at += end + 2;
            is_doubled = true;
        }
        Some(text)
    }
}
