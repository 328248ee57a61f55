//! Escalation paths, drawn from left to right, with a table under each.

use maud::{Markup, html};

use super::AuditReport;
use super::parts::{broken, counted, id, marked, sentence, several};

/// A path: who gets to what, hop by hop.
#[derive(Clone, Debug)]
pub(crate) struct DrawnPath {
    /// From whom to what, in a line.
    pub(crate) title: String,
    /// The hops, in order.
    pub(crate) hops: Vec<DrawnHop>,
}

/// One hop of a path.
#[derive(Clone, Debug)]
pub(crate) struct DrawnHop {
    /// Where it starts.
    pub(crate) from: String,
    /// Where it leads.
    pub(crate) to: String,
    /// What is done, in a few words.
    pub(crate) label: String,
    /// Why it can be done, in a sentence.
    pub(crate) because: String,
    /// Where the records stand that show it.
    pub(crate) evidence: Vec<String>,
}

/// The section.
pub(super) fn section(report: &AuditReport<'_>) -> Markup {
    let shown = report.paths;
    html! {
        section #paths aria-labelledby="paths-title" data-filter="paths" {
            h2 #paths-title { (counted("Escalation paths")) }
            @if shown.is_empty() { p.none { "No escalation path leads to owner-like access, as far as the inputs show." } }
            @else { p { "How somebody gets, step by step, to more than was intended." } }
            @for (at, path) in shown.iter().enumerate() { (drawn(at, path)) }
            @if report.more_paths > 0 {
                p.soft { (several(report.more_paths, "more path", "more paths")) " left out here; the JSON export has all." }
            }
        }
    }
}

fn drawn(at: usize, path: &DrawnPath) -> Markup {
    let names = path
        .hops
        .iter()
        .flat_map(|hop| [hop.from.as_str(), hop.to.as_str()]);
    let who: Vec<&str> = names.collect();
    html! {
        details.group.escalation open data-row data-who=(who.join("\n")) {
            summary { h3 { (marked(&path.title)) } span.soft { (several(path.hops.len(), "hop", "hops")) } }
            div.scroll tabindex="0" role="region" aria-label={ "Picture of the path: " (path.title) } { (picture(at, path)) }
            div.scroll tabindex="0" role="region" aria-label={ "Hops of the path: " (path.title) } { table.stack {
                caption { "The hops of the path, with the reason and the evidence for each" }
                thead { tr { th.num scope="col" { "Hop" } th scope="col" { "From" } th scope="col" { "Does" } th scope="col" { "Gets to" } th scope="col" { "Because" } } }
                tbody {
                    @for (at, hop) in path.hops.iter().enumerate() {
                        tr {
                            td.num data-l="Hop" { (at + 1) }
                            td data-l="From" { (broken(&hop.from)) }
                            td data-l="Does" { (marked(&hop.label)) }
                            td data-l="Gets to" { (broken(&hop.to)) }
                            td.wide data-l="Because" {
                                p { (sentence(&hop.because)) }
                                @for place in &hop.evidence { div.soft { (id(place)) } }
                            }
                        }
                    }
                }
            } }
        }
    }
}

/// A node of the picture.
struct Node<'a> {
    name: &'a str,
    lines: Vec<String>,
    layer: usize,
    row: usize,
}

const WIDTH: usize = 190;
const GAP: usize = 150;
const LINE: usize = 17;
/// Characters that fit in a line of a node, and of a label.
const NODE_LINE: usize = 23;
const LABEL_LINE: usize = 20;

/// The nodes in layers: each one further right than every node that leads to it.
fn layers(path: &DrawnPath) -> Vec<Node<'_>> {
    let mut nodes: Vec<Node<'_>> = Vec::new();
    for hop in &path.hops {
        for name in [hop.from.as_str(), hop.to.as_str()] {
            if nodes.iter().all(|node| node.name != name) {
                nodes.push(Node {
                    name,
                    lines: wrapped(name, NODE_LINE),
                    layer: 0,
                    row: 0,
                });
            }
        }
    }
    let at = |nodes: &[Node<'_>], name: &str| nodes.iter().position(|node| node.name == name);
    // Each round fixes one more layer; a path that returns to a node stops growing.
    for _ in 0..nodes.len() {
        for hop in &path.hops {
            let ends = (at(&nodes, &hop.from), at(&nodes, &hop.to));
            if let (Some(from), Some(to)) = ends
                && nodes[to].layer <= nodes[from].layer
                && nodes[from].layer + 1 < nodes.len()
            {
                nodes[to].layer = nodes[from].layer + 1;
            }
        }
    }
    for at in 0..nodes.len() {
        let layer = nodes[at].layer;
        nodes[at].row = nodes[..at]
            .iter()
            .filter(|node| node.layer == layer)
            .count();
    }
    nodes
}

fn picture(at: usize, path: &DrawnPath) -> Markup {
    let nodes = layers(path);
    let most = nodes.iter().map(|node| node.lines.len()).max().unwrap_or(1);
    let height = most * LINE + 18;
    let labels: Vec<Vec<String>> = path
        .hops
        .iter()
        .map(|hop| wrapped(&hop.label, LABEL_LINE))
        .collect();
    let above = labels.iter().map(Vec::len).max().unwrap_or(1) * 15 + 8;
    let pitch = height.max(above) + 30;
    let rows = nodes.iter().map(|node| node.row).max().unwrap_or(0) + 1;
    let columns = nodes.iter().map(|node| node.layer).max().unwrap_or(0) + 1;
    let (wide, tall) = (columns * (WIDTH + GAP) - GAP + 4, rows * pitch + above);
    let left = |node: &Node<'_>| 2 + node.layer * (WIDTH + GAP);
    let top = |node: &Node<'_>| above / 2 + node.row * pitch + (pitch - height) / 2;
    let end = |name: &str| nodes.iter().find(|node| node.name == name);
    html! {
        svg role="img" aria-labelledby={ "path-" (at) } viewBox={ "0 0 " (wide) " " (tall) } width=(wide) height=(tall) {
            title id={ "path-" (at) } { (path.title) ". The table below says the same." }
            @for (hop, lines) in path.hops.iter().zip(&labels) {
                @if let (Some(from), Some(to)) = (end(&hop.from), end(&hop.to)) {
                    @let (x, y) = (left(from) + WIDTH, top(from) + height / 2);
                    @let (x2, y2) = (left(to), top(to) + height / 2);
                    @let middle = (x + x2) / 2;
                    path.edge d={ "M" (x) " " (y) "C" (middle) " " (y) " " (middle) " " (y2) " " (x2.saturating_sub(8)) " " (y2) } {}
                    path.tip d={ "M" (x2) " " (y2) "l-9 -5v10z" } {}
                    @for (line, text) in lines.iter().enumerate() {
                        @let lift = (lines.len() - line) * 15;
                        text.step x=(middle) y=(((y + y2) / 2 + 9).saturating_sub(lift)) text-anchor="middle" { (text) }
                    }
                }
            }
            @for (at, node) in nodes.iter().enumerate() {
                @let last = path.hops.last().is_some_and(|hop| hop.to == node.name);
                g class=[if last { Some("last") } else if at == 0 { Some("first") } else { None }] {
                    rect x=(left(node)) y=(top(node)) width=(WIDTH) height=(height) rx="8" {}
                    @let free = height - node.lines.len() * LINE;
                    @for (line, text) in node.lines.iter().enumerate() {
                        text x=(left(node) + WIDTH / 2) y=(top(node) + free / 2 + line * LINE + 13) text-anchor="middle" { (text) }
                    }
                }
            }
        }
    }
}

/// A text in lines of about so many characters: broken after blanks and slashes where there are
/// any, else anywhere. Nothing is cut.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let mut count = 0;
    for piece in text.split_inclusive([' ', '/', '@', '-', '.']) {
        let length = piece.trim_end().chars().count();
        if count > 0 && count + length > width {
            lines.push(String::new());
            count = 0;
        }
        for c in piece.chars() {
            if count >= width && c != ' ' {
                lines.push(String::new());
                count = 0;
            }
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
            count += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hold_all_of_the_text() {
        for text in [
            "",
            "alice",
            "/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/a",
            "ééééééééééééééééééééééééééééééééééééé",
            "assigns Owner to itself",
        ] {
            let lines = wrapped(text, 12);
            assert_eq!(lines.concat(), text);
            assert!(
                lines
                    .iter()
                    .all(|line| line.trim_end().chars().count() <= 12),
                "{lines:?}"
            );
        }
    }

    fn hop(from: &str, to: &str) -> DrawnHop {
        DrawnHop {
            from: from.to_owned(),
            to: to.to_owned(),
            label: "takes".to_owned(),
            because: String::new(),
            evidence: Vec::new(),
        }
    }

    #[test]
    fn nodes_stand_right_of_what_leads_to_them() {
        let path = DrawnPath {
            title: String::new(),
            hops: vec![
                hop("a", "b"),
                hop("a", "c"),
                hop("b", "d"),
                hop("c", "d"),
                hop("d", "e"),
            ],
        };
        let layers: Vec<(&str, usize, usize)> = layers(&path)
            .iter()
            .map(|n| (n.name, n.layer, n.row))
            .collect();
        assert_eq!(
            layers,
            [
                ("a", 0, 0),
                ("b", 1, 0),
                ("c", 1, 1),
                ("d", 2, 0),
                ("e", 3, 0)
            ]
        );
    }

    #[test]
    fn a_path_that_returns_is_drawn_too() {
        let path = DrawnPath {
            title: "round".to_owned(),
            hops: vec![hop("a", "b"), hop("b", "a")],
        };
        assert!(picture(0, &path).into_string().contains("<svg"));
    }
}
