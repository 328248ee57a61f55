//! Escalation paths as graphs for Graphviz and Mermaid: only what is on a path, never the whole
//! tenant. Names come from outside and stay text.

use crate::model::Tenant;
use crate::paths::{EscalationPaths, PathNode, PathStep, StepKind};
use crate::report::hostile::is_hostile;
use crate::report::view::paths::words::Names;

/// How many paths are drawn at most: the first of each principal and target come first.
const DRAWN: usize = 100;

/// What Mermaid draws at most, by its own settings `maxEdges` and `maxTextSize`.
const MERMAID_LINKS: usize = 500;
const MERMAID_TEXT: usize = 50_000;

/// A graph ready to be written: labels of nodes, and links with labels.
struct Drawing {
    nodes: Vec<(Shape, String)>,
    links: Vec<Link>,
    left_out: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Principal,
    Resource,
    Owner,
    Other,
}

#[derive(PartialEq, Eq)]
struct Link {
    from: usize,
    to: usize,
    label: String,
    /// Whether the cut removes it.
    is_cut: bool,
}

impl Drawing {
    /// Draws that many paths at most.
    fn of(paths: &EscalationPaths, tenant: &Tenant, most: usize) -> Self {
        let names = Names { paths, tenant };
        let mut stops: Vec<&PathNode> = Vec::new();
        let mut drawing = Self {
            nodes: Vec::new(),
            links: Vec::new(),
            left_out: 0,
        };
        let mut before = None;
        let mut drawn = 0;
        for path in &paths.paths {
            let pair = (&path.principal, &path.target);
            // Alternatives would bury what matters.
            if before.replace(pair) == Some(pair) {
                continue;
            }
            if drawn == most {
                drawing.left_out += 1;
                continue;
            }
            drawn += 1;
            for step in &path.steps {
                let [from, to] = [&step.from, &step.to].map(|stop| {
                    let known = stops.iter().position(|other| *other == stop);
                    known.unwrap_or_else(|| {
                        stops.push(stop);
                        drawing.nodes.push(node(&names, stop));
                        stops.len() - 1
                    })
                });
                let cut = |step: &PathStep| {
                    let mut cuts = paths.cut.grants.iter();
                    cuts.any(|cut| step.grant == Some(cut.grant))
                };
                let link = Link {
                    from,
                    to,
                    label: label(&names, step),
                    is_cut: cut(step),
                };
                if !drawing.links.contains(&link) {
                    drawing.links.push(link);
                }
            }
        }
        drawing
    }
}

fn node(names: &Names<'_>, stop: &PathNode) -> (Shape, String) {
    match stop {
        PathNode::Principal(id) => (Shape::Principal, names.principal(id)),
        PathNode::Resource(id) => (Shape::Resource, id.to_string()),
        PathNode::Owner(scope) => (Shape::Owner, format!("owner of {scope}")),
        PathNode::Keys(scope) => (Shape::Owner, format!("keys at {scope}")),
        PathNode::Role { name, scope } => (Shape::Other, format!("{name} at {scope}")),
        PathNode::Definition { name, .. } => (Shape::Other, format!("definition of {name}")),
        PathNode::OwnCompute(_) => (Shape::Other, "its own compute".to_owned()),
    }
}

fn label(names: &Names<'_>, step: &PathStep) -> String {
    // An activated role is where the link leads.
    let grant = step.grant.filter(|_| step.kind != StepKind::Activates);
    let by = grant.map(|grant| format!(" by {}", names.paths.grant(grant).role));
    let doubt = match step.basis.confidence() {
        "high" => "",
        _ => " ?",
    };
    format!("{}{}{doubt}", step.kind.as_str(), by.unwrap_or_default())
}

fn left_out(drawing: &Drawing) -> Option<String> {
    let count = drawing.left_out;
    (count > 0).then(|| format!("{count} more paths are not drawn; --format json has all"))
}

/// A graph as text, and what it leaves out, for those who don't read it.
pub(crate) struct Drawn {
    pub(crate) text: String,
    pub(crate) left_out: Option<String>,
}

/// The paths for Graphviz.
pub(crate) fn paths_dot(paths: &EscalationPaths, tenant: &Tenant) -> Drawn {
    let drawing = Drawing::of(paths, tenant, DRAWN);
    Drawn {
        text: dot(&drawing),
        left_out: left_out(&drawing),
    }
}

fn dot(drawing: &Drawing) -> String {
    let mut out = String::from(
        "digraph paths {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    if let Some(note) = left_out(drawing) {
        out.push_str(&format!("  // {note}\n"));
        out.push_str(&format!("  label=\"{}\";\n", dot_text(&note)));
    }
    for (number, (shape, text)) in drawing.nodes.iter().enumerate() {
        let style = match shape {
            Shape::Principal => "shape=ellipse",
            Shape::Resource => "shape=box",
            Shape::Owner => "shape=doubleoctagon",
            Shape::Other => "shape=note",
        };
        out.push_str(&format!(
            "  n{number} [{style}, label=\"{}\"];\n",
            dot_text(text)
        ));
    }
    for link in &drawing.links {
        let style = if link.is_cut {
            ", style=dashed, color=red, penwidth=2"
        } else {
            ""
        };
        out.push_str(&format!(
            "  n{} -> n{} [label=\"{}\"{style}];\n",
            link.from,
            link.to,
            dot_text(&link.label)
        ));
    }
    out.push_str("}\n");
    out
}

/// Text inside a quoted string of DOT.
fn dot_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push(' '),
            c if is_hostile(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// The paths for Mermaid: as many as it draws.
pub(crate) fn paths_mermaid(paths: &EscalationPaths, tenant: &Tenant) -> Drawn {
    let mut most = DRAWN;
    loop {
        let drawing = Drawing::of(paths, tenant, most);
        let text = mermaid(&drawing);
        // Mermaid counts what JavaScript does, which is never more than bytes.
        if most == 0 || drawing.links.len() <= MERMAID_LINKS && text.len() <= MERMAID_TEXT {
            return Drawn {
                text,
                left_out: left_out(&drawing),
            };
        }
        most = most * 9 / 10;
    }
}

fn mermaid(drawing: &Drawing) -> String {
    let mut out = String::from("flowchart LR\n");
    if let Some(note) = left_out(drawing) {
        out.push_str(&format!("  %% {note}\n"));
    }
    for (number, (shape, text)) in drawing.nodes.iter().enumerate() {
        let text = mermaid_text(text);
        let node = match shape {
            Shape::Principal => format!("([\"{text}\"])"),
            Shape::Resource => format!("[\"{text}\"]"),
            Shape::Owner => format!("{{{{\"{text}\"}}}}"),
            Shape::Other => format!("[/\"{text}\"/]"),
        };
        out.push_str(&format!("  n{number}{node}\n"));
    }
    // A picture has no comments.
    if let Some(note) = left_out(drawing) {
        out.push_str(&format!("  more[\"{}\"]\n", mermaid_text(&note)));
    }
    for link in &drawing.links {
        let arrow = if link.is_cut { "-.->" } else { "-->" };
        out.push_str(&format!(
            "  n{} {arrow}|\"{}\"| n{}\n",
            link.from,
            mermaid_text(&link.label),
            link.to
        ));
    }
    out
}

/// Text inside a quoted label of Mermaid, which reads entities without an ampersand and sets what stands
/// between `$$` as a formula.
fn mermaid_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | '|' | '[' | ']' | '{' | '}' | '(' | ')'
            | ';' | '*' | '_' | '~' | '$' => {
                out.push_str(&format!("#{};", u32::from(c)));
            }
            '\n' => out.push(' '),
            c if is_hostile(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
