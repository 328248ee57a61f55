//! The line of a shell up to the cursor, and names as shells quote them.

/// The quote that is open at the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quote {
    None,
    Single,
    Double,
}

/// The words up to the cursor without their quotes; the last is the one to complete.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) words: Vec<String>,
    pub(super) quote: Quote,
}

impl Line {
    /// Splits as bash does. Variables before the command are left out.
    pub(super) fn split(text: &str) -> Self {
        let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, Quote::None);
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match (quote, c) {
                (Quote::None, c) if c.is_whitespace() => words.extend(word.take()),
                (Quote::None, '\'' | '"') => {
                    quote = if c == '"' {
                        Quote::Double
                    } else {
                        Quote::Single
                    };
                    word.get_or_insert_default();
                }
                (Quote::Single, '\'') | (Quote::Double, '"') => quote = Quote::None,
                (Quote::None, '\\') => word.get_or_insert_default().extend(chars.next()),
                (Quote::Double, '\\') => {
                    let escaped = chars.next_if(|next| "\"$`\\".contains(*next));
                    word.get_or_insert_default().push(escaped.unwrap_or(c));
                }
                (_, c) => word.get_or_insert_default().push(c),
            }
        }
        words.push(word.unwrap_or_default());
        let variable = |word: &String| {
            let name = word.split_once('=').map(|(name, _)| name);
            name.is_some_and(|name| {
                name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric()) && !name.is_empty()
            })
        };
        let before = words.iter().take_while(|word| variable(word)).count();
        words.drain(..before.min(words.len() - 1));
        Self { words, quote }
    }
}

impl Quote {
    /// A name as bash needs it after what is typed: it keeps the quote that is open.
    pub(super) fn bash(self, name: &str) -> String {
        let special = match self {
            Self::Single => return name.to_owned(),
            Self::Double => "\"$`\\",
            Self::None => " \t\"'`$&|;<>()[]{}*?!#~\\",
        };
        let mut quoted = String::new();
        for c in name.chars() {
            if special.contains(c) {
                quoted.push('\\');
            }
            quoted.push(c);
        }
        quoted
    }
}

/// A name as PowerShell needs it.
pub(super) fn powershell(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=*".contains(c);
    if name.chars().all(plain) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', "''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_is_the_one_at_the_cursor() {
        for (text, words, quote) in [
            ("a b", &["a", "b"][..], Quote::None),
            ("a b ", &["a", "b", ""], Quote::None),
            ("a 'b c", &["a", "b c"], Quote::Single),
            ("a \"b $\\\"c\\d", &["a", "b $\"c\\d"], Quote::Double),
            ("a b\\ c", &["a", "b c"], Quote::None),
            ("X=1 _Y=2 a --z=1", &["a", "--z=1"], Quote::None),
            ("", &[""], Quote::None),
            ("X=", &["X="], Quote::None),
        ] {
            let line = Line::split(text);
            assert_eq!(
                (line.words.as_slice(), line.quote),
                (owned(words).as_slice(), quote),
                "{text}"
            );
        }
    }

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn what_is_quoted_reads_back_as_the_name() {
        let name = "It's \"A\" $(b) \\ role*";
        assert_eq!(Line::split(&Quote::None.bash(name)).words, [name]);
        let double = format!("\"{}\"", Quote::Double.bash(name));
        assert_eq!(Line::split(&double).words, [name]);
        assert_eq!(powershell(name), "'It''s \"A\" $(b) \\ role*'");
        assert_eq!(powershell("deploy-cluster"), "deploy-cluster");
    }
}
