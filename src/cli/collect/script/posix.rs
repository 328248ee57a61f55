use super::{AT, NOT_VISIBLE, Shell, list, parts, variables};
use crate::cli::collect::call::Call;
use crate::cli::collect::table;
use crate::text::shell_word;

/// The shell of every Unix, and of Git for Windows.
pub(super) struct Posix;

impl Shell for Posix {
    const FRAME: &str = include_str!("posix.sh");
    const LIST: &str = "list";

    fn word(text: &str) -> String {
        if !text.contains('%') {
            return shell_word(text);
        }
        let quoted = |c| matches!(c, '"' | '\\' | '$' | '`');
        let word = parts(text, quoted, '\\', |name| format!("${name}"));
        format!("\"{word}\"")
    }

    fn indented(loops: usize, line: &str) -> String {
        format!("{}{line}", "  ".repeat(loops))
    }

    fn export((name, value): &(&str, &str)) -> String {
        format!("export {name}={value}")
    }

    fn sign(status: &str, signs: &[&str]) -> String {
        let words: Vec<String> = signs.iter().map(|sign| Self::word(sign)).collect();
        format!(
            "  elif says {}; then status={}",
            words.join(" "),
            Self::word(status)
        )
    }

    fn names() -> String {
        let call = Call::Post {
            url: variables(table::NAMES.url),
            query: variables(table::NAMES.query),
            body: "%body%".to_owned(),
        };
        let words: Vec<String> = call
            .arguments()
            .iter()
            .map(|word| Self::word(word))
            .collect();
        format!("az {}", words.join(" "))
    }

    fn note(name: &str, status: &str, message: &str) -> String {
        let words = [name, status, message].map(Self::word);
        format!("note missing {}", words.join(" "))
    }

    fn follows(file: &str, folders: &[&str]) -> String {
        format!("follows {} {}", Self::word(file), folders.join(" "))
    }

    fn logs(days: u32) -> String {
        let of_subscription = list::<Self>(AT, &table::LOG_OF_SUBSCRIPTION);
        let of_group = list::<Self>(AT, &table::LOG_OF_MANAGEMENT_GROUP);
        format!(
            "\
days={days}
for sub in $subscriptions; do
  scope=/subscriptions/$sub
  at=subscriptions/$sub
  window
  {of_subscription}
done
for group in $groups; do
  scope=/providers/Microsoft.Management/managementGroups/$group
  at=management-groups/$group
  window
  {of_group}
done
"
        )
    }

    fn choose(named: &[String]) -> String {
        if named.is_empty() {
            return format!(
                "\
if [ -s \"$work/listed\" ]; then
  subscriptions=$(cut -f 1 \"$work/listed\")
  for sub in $(cat \"$work/in-tree\"); do
    case \" $(echo $subscriptions) \" in
      *\" $sub \"*) ;;
      *) note missing \"subscriptions/$sub\" 'not visible' '{NOT_VISIBLE}' ;;
    esac
  done
else
  subscriptions=$(cat \"$work/in-tree\")
fi"
            );
        }
        let words: Vec<String> = named.iter().map(|name| Self::word(name)).collect();
        format!(
            "\
for name in {}; do
  id=$(awk -F '\\t' -v name=\"$name\" '$1 == tolower(name) || tolower($2) == tolower(name) {{ print $1 }}' \"$work/listed\")
  case $id in
    '') echo \"error: no subscription $name\" >&2; exit 2 ;;
    *[!0-9a-f-]*) echo \"error: $name names several subscriptions: name one by its id\" >&2; exit 2 ;;
  esac
  subscriptions=\"$subscriptions $id\"
done",
            words.join(" ")
        )
    }
}
