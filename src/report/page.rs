/// What a command has to say, as blocks that every format can show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// The blocks, in order.
    pub(crate) blocks: Vec<Block>,
    /// Whether the last of them says again what the verdict says.
    pub(crate) closes: bool,
    /// How much is shown of its tables and points; as much as fits a page where there is none.
    pub(crate) cut: Option<Cut>,
    /// Whether everything is shown, however long it is.
    pub(crate) is_whole: bool,
}

/// How much of a list a page shows where not everything is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    /// How many rows or points, in every format.
    pub(crate) rows: usize,
    /// How many lines of a terminal.
    pub(crate) lines: usize,
}

impl Cut {
    /// What stands below a list that is cut.
    pub(crate) fn said(left_out: usize) -> String {
        format!("… and {left_out} more; `--all` lists them")
    }

    /// What stands in place of a list that has no room.
    pub(crate) fn said_of_all(count: usize) -> String {
        format!("{count} of them; `--all` lists them")
    }

    /// What stands below steps of which the last have no room for what they take.
    pub(crate) fn said_of_steps(left_out: usize) -> String {
        match left_out {
            1 => "… `--all` shows the commands of the other step too".to_owned(),
            _ => format!("… `--all` shows the commands of the other {left_out} steps too"),
        }
    }

    /// What stands below lines to copy that are cut.
    pub(crate) fn said_of_lines(left_out: usize) -> String {
        format!("… and {left_out} more lines; `--all` shows them")
    }
}

/// How good or bad a verdict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// The answer is yes, or nothing was found.
    Good,
    /// The answer is open, or yes in part.
    Open,
    /// The answer is no, or something was found.
    Bad,
    /// The answer is neither good nor bad.
    Plain,
}

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// What to know before the answer is read: a word and a sentence.
    Caution(&'static str, String),
    /// The answer: a word and the sentence that it stands for.
    Verdict {
        /// How good or bad.
        tone: Tone,
        /// One word, for example `allowed`.
        word: String,
        /// What is so.
        text: String,
    },
    /// A heading.
    Heading(String),
    /// A sentence or two.
    Text(String),
    /// Points, each a line.
    Bullets(Vec<String>),
    /// Steps in an order that matters.
    Numbered(Vec<Step>),
    /// A table.
    Table(Table),
    /// A table of which this many rows are shown in any format where not everything is asked for.
    First(Table, usize),
    /// Parts with a heading each, and how many more there are that the page doesn't hold.
    Sections(Vec<Section>, usize),
    /// Steps with a heading each; a page that is too long has the headings alone of the last.
    Steps(Vec<Section>),
    /// Lines to copy: commands, JSON.
    Code {
        /// The language, for formats that mark it.
        language: &'static str,
        /// The text.
        text: String,
    },
}

/// A part of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Section {
    /// What it is about.
    pub(crate) heading: String,
    /// Points, each a line.
    pub(crate) points: Vec<String>,
    /// Commands to copy, a line each or continued; none where it is empty.
    pub(crate) commands: String,
}

/// A step, with the commands that do it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Step {
    /// What to do.
    pub(crate) text: String,
    /// Commands to copy, a line each or continued; none where it is empty.
    pub(crate) commands: String,
}

/// A table with a caption.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    /// What the table shows.
    pub(crate) caption: String,
    /// The names of the columns.
    pub(crate) columns: Vec<&'static str>,
    /// The cells.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Block {
    /// Whether it is a list, of which a part may be shown.
    pub(crate) fn is_list(&self) -> bool {
        match self {
            Self::Bullets(_)
            | Self::Table(_)
            | Self::First(..)
            | Self::Sections(..)
            | Self::Steps(_) => true,
            Self::Caution(..)
            | Self::Verdict { .. }
            | Self::Heading(_)
            | Self::Text(_)
            | Self::Numbered(_)
            | Self::Code { .. } => false,
        }
    }
}

impl Page {
    /// Adds a block.
    pub(crate) fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Adds a verdict.
    pub(crate) fn verdict(&mut self, tone: Tone, word: &str, text: impl Into<String>) {
        self.push(Block::Verdict {
            tone,
            word: word.to_owned(),
            text: text.into(),
        });
    }

    /// Adds what to know before the answer, above all but others of its kind.
    pub(crate) fn caution(&mut self, word: &'static str, text: impl Into<String>) {
        let is_caution = |block: &Block| matches!(block, Block::Caution(..));
        let caution = Block::Caution(word, text.into());
        if self.blocks.contains(&caution) {
            return;
        }
        let at = self.blocks.iter().take_while(|block| is_caution(block));
        let at = at.count();
        self.blocks.insert(at, caution);
    }

    /// Says above the answer that the inputs lack what could turn it.
    pub(crate) fn could_be_turned(&mut self) {
        self.caution(
            "incomplete",
            "the inputs lack what could turn this answer: the exit code is 4",
        );
    }

    /// Adds a heading.
    pub(crate) fn heading(&mut self, text: impl Into<String>) {
        self.push(Block::Heading(text.into()));
    }

    /// Adds a paragraph.
    pub(crate) fn text(&mut self, text: impl Into<String>) {
        self.push(Block::Text(text.into()));
    }

    /// Adds the last paragraph, which says again what matters.
    pub(crate) fn closing(&mut self, text: impl Into<String>) {
        self.text(text);
        self.closes = true;
    }

    /// Shows the first lines alone of each of its lists, on a terminal.
    pub(crate) fn cut_on_terminals(&mut self, lines: usize) {
        self.cut = Some(Cut {
            rows: usize::MAX,
            lines,
        });
    }

    /// The same of a listing: two screens of it.
    pub(crate) fn cut_listing_on_terminals(&mut self) {
        const LINES: usize = 44;
        self.cut_on_terminals(LINES);
    }

    /// Adds points; nothing when there are none.
    pub(crate) fn bullets(&mut self, points: Vec<String>) {
        if !points.is_empty() {
            self.push(Block::Bullets(points));
        }
    }

    /// Adds a table; nothing when it has no row.
    pub(crate) fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.push(Block::Table(table));
        }
    }

    /// Adds a table of which the first rows are shown; nothing when it has no row.
    pub(crate) fn first_rows(&mut self, table: Table, most: usize) {
        if !table.rows.is_empty() {
            self.push(Block::First(table, most));
        }
    }

    /// The same page with everything shown.
    pub(crate) fn in_full(&mut self) {
        self.cut = None;
        self.is_whole = true;
        for block in &mut self.blocks {
            if let Block::First(_, most) = block {
                *most = usize::MAX;
            }
        }
    }

    /// Adds lines to copy.
    pub(crate) fn code(&mut self, language: &'static str, text: impl Into<String>) {
        self.push(Block::Code {
            language,
            text: text.into(),
        });
    }

    /// The answer, where the page has one and its end doesn't say it.
    pub(crate) fn verdict_to_repeat(&self) -> Option<&Block> {
        let is_verdict = |block: &&Block| matches!(block, Block::Verdict { .. });
        let mut verdicts = self.blocks.iter().filter(is_verdict);
        let one = verdicts.next().filter(|_| verdicts.next().is_none());
        one.filter(|_| !self.closes)
    }

    /// The answer of the page, in a line.
    pub(crate) fn verdict_in_words(&self) -> Option<String> {
        self.verdicts_in_words().next()
    }

    /// Each answer of the page, in a line.
    pub(crate) fn verdicts_in_words(&self) -> impl Iterator<Item = String> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Verdict { word, text, .. } => Some(format!("{word}: {text}")),
            _ => None,
        })
    }

    /// The first table of the page.
    pub(crate) fn first_table(&self) -> Option<&Table> {
        self.blocks.iter().find_map(|block| match block {
            Block::Table(table) | Block::First(table, _) => Some(table),
            _ => None,
        })
    }
}
