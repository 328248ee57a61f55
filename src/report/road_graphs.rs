//! Roads as graphs for Graphviz and Mermaid: only what roads pass, never the whole tenant. Names
//! come from outside and stay text.

use super::hostile::is_hostile;
use super::road_words::Names;
use crate::model::Tenant;
use crate::roads::{RoadStep, RoadStop, Roads, StepKind};

/// How many roads are drawn at most: the first of each principal and target come first.
const DRAWN: usize = 100;

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
    state: LinkState,
}

/// Whether a link is gone after the cut.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LinkState {
    Stays,
    Cut,
}

impl Drawing {
    fn of(roads: &Roads, tenant: &Tenant) -> Self {
        let names = Names { roads, tenant };
        let mut stops: Vec<&RoadStop> = Vec::new();
        let mut drawing = Self {
            nodes: Vec::new(),
            links: Vec::new(),
            left_out: 0,
        };
        let mut before = None;
        let mut drawn = 0;
        for road in &roads.roads {
            let pair = (&road.principal, &road.target);
            // Alternatives would bury what matters.
            if before.replace(pair) == Some(pair) {
                continue;
            }
            if drawn == DRAWN {
                drawing.left_out += 1;
                continue;
            }
            drawn += 1;
            for step in &road.steps {
                let [from, to] = [&step.from, &step.to].map(|stop| {
                    let known = stops.iter().position(|other| *other == stop);
                    known.unwrap_or_else(|| {
                        stops.push(stop);
                        drawing.nodes.push(node(&names, stop));
                        stops.len() - 1
                    })
                });
                let cut = |step: &RoadStep| {
                    let mut cuts = roads.cut.grants.iter();
                    cuts.any(|cut| step.grant == Some(cut.grant))
                };
                let link = Link {
                    from,
                    to,
                    label: label(&names, step),
                    state: if cut(step) {
                        LinkState::Cut
                    } else {
                        LinkState::Stays
                    },
                };
                if !drawing.links.contains(&link) {
                    drawing.links.push(link);
                }
            }
        }
        drawing
    }
}

fn node(names: &Names<'_>, stop: &RoadStop) -> (Shape, String) {
    match stop {
        RoadStop::Principal(id) => (Shape::Principal, names.principal(id)),
        RoadStop::Resource(id) => (Shape::Resource, id.to_string()),
        RoadStop::Owner(scope) => (Shape::Owner, format!("owner of {scope}")),
        RoadStop::Keys(scope) => (Shape::Owner, format!("keys at {scope}")),
        RoadStop::Role { name, scope } => (Shape::Other, format!("{name} at {scope}")),
        RoadStop::Definition { name, .. } => (Shape::Other, format!("definition of {name}")),
        RoadStop::OwnCompute(_) => (Shape::Other, "compute of its own".to_owned()),
    }
}

fn label(names: &Names<'_>, step: &RoadStep) -> String {
    // An activated role is where the link leads.
    let grant = step.grant.filter(|_| step.kind != StepKind::Activates);
    let by = grant.map(|grant| format!(" by {}", names.roads.grant(grant).role));
    let doubt = match step.basis.confidence() {
        "high" => "",
        _ => " ?",
    };
    format!("{}{}{doubt}", step.kind.as_str(), by.unwrap_or_default())
}

fn left_out(drawing: &Drawing) -> Option<String> {
    let count = drawing.left_out;
    (count > 0).then(|| format!("{count} more roads are not drawn; --format json has all"))
}

/// The roads for Graphviz.
pub(crate) fn roads_dot(roads: &Roads, tenant: &Tenant) -> String {
    let drawing = Drawing::of(roads, tenant);
    let mut out = String::from(
        "digraph roads {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    if let Some(note) = left_out(&drawing) {
        out.push_str(&format!("  // {note}\n"));
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
        let style = match link.state {
            LinkState::Cut => ", style=dashed, color=red, penwidth=2",
            LinkState::Stays => "",
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

/// The roads for Mermaid.
pub(crate) fn roads_mermaid(roads: &Roads, tenant: &Tenant) -> String {
    let drawing = Drawing::of(roads, tenant);
    let mut out = String::from("flowchart LR\n");
    if let Some(note) = left_out(&drawing) {
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
    for link in &drawing.links {
        let arrow = match link.state {
            LinkState::Cut => "-.->",
            LinkState::Stays => "-->",
        };
        out.push_str(&format!(
            "  n{} {arrow}|\"{}\"| n{}\n",
            link.from,
            mermaid_text(&link.label),
            link.to
        ));
    }
    out
}

/// Text inside a quoted label of Mermaid, which reads entities without an ampersand.
fn mermaid_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | '|' | '[' | ']' | '{' | '}' | '(' | ')'
            | ';' | '*' | '_' | '~' => {
                out.push_str(&format!("#{};", u32::from(c)));
            }
            '\n' => out.push(' '),
            c if is_hostile(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
