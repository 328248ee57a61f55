use std::ffi::OsString;

use clap::{Args, ValueEnum};

/// Arguments of `completions`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "The script asks the program at each Tab: for roles, operations up to the next `/`, tasks and rules
of the catalogue in use, so it is right after `rolecall catalog import` too.

Examples:
  rolecall completions bash \\
      > ~/.local/share/bash-completion/completions/rolecall
  rolecall completions zsh > ~/.zfunc/_rolecall
  rolecall completions fish > ~/.config/fish/completions/rolecall.fish
  rolecall completions powershell >> $PROFILE

With zsh the folder must be in `fpath` before `compinit` runs: `fpath+=(~/.zfunc)` in ~/.zshrc."
)]
pub(crate) struct CompletionsArgs {
    /// The shell that reads the script
    #[arg(value_name = "SHELL")]
    pub(crate) shell: ShellArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShellArg {
    Bash,
    Zsh,
    Fish,
    #[value(name = "powershell", alias = "pwsh")]
    PowerShell,
}

/// What the scripts ask at each Tab.
#[derive(Debug, Args)]
pub(crate) struct CompleteArgs {
    /// Which shell asks
    #[arg(value_name = "SHELL")]
    pub(crate) shell: ShellArg,
    /// The word to complete is empty: for shells that drop empty words
    #[arg(long)]
    pub(crate) new_word: bool,
    /// The words up to the cursor; of bash the line up to there
    #[arg(value_name = "WORD", last = true)]
    pub(crate) words: Vec<OsString>,
}
