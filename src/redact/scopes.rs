//! Scopes and other ids of Azure Resource Manager, segment by segment.

use std::sync::Arc;

use super::pseudonym::Redactor;
use crate::scope::Scope;
use crate::text;

/// Names of resources that Azure sets, not the tenant.
const FIXED: [&str; 2] = ["default", "current"];

impl Redactor {
    /// A scope with its names replaced.
    pub fn scope(&mut self, scope: &Scope) -> Scope {
        let path = self.arm_id(scope.as_str());
        Scope::parse(&path).unwrap_or_else(|_| Scope::root())
    }

    /// An id with its names replaced; namespaces and types stay.
    pub fn arm_id(&mut self, id: &str) -> Arc<str> {
        let rooted = id.starts_with('/');
        let segments: Vec<&str> = id.trim_matches('/').split('/').collect();
        let mut out: Vec<Arc<str>> = Vec::with_capacity(segments.len());
        let mut at = 0;
        while let Some(segment) = segments.get(at) {
            out.push(Arc::from(*segment));
            let next = |offset: usize| segments.get(at + offset).copied();
            let is = |word: &str| text::same(segment, word);
            if segment.is_empty() {
                at += 1;
            } else if is("subscriptions") || is("tenants") {
                out.extend(next(1).map(|name| self.name("sub", name)));
                at += 2;
            } else if is("resourceGroups") {
                out.extend(next(1).map(|name| self.name("rg", name)));
                at += 2;
            } else if is("providers") {
                out.extend(next(1).map(Arc::from));
                at += 2;
                // Types and names by turns, until the next provider.
                while let Some(kind) = segments.get(at).filter(|s| !text::same(s, "providers")) {
                    out.push(Arc::from(*kind));
                    if let Some(name) = segments.get(at + 1) {
                        out.push(self.resource_name(kind, name));
                    }
                    at += 2;
                }
            } else {
                out.pop();
                out.push(self.name("name", segment));
                at += 1;
            }
        }
        let path = out.join("/");
        Arc::from(if rooted { format!("/{path}") } else { path })
    }

    fn resource_name(&mut self, kind: &str, name: &str) -> Arc<str> {
        if FIXED.iter().any(|fixed| text::same(fixed, name)) {
            return Arc::from(name);
        }
        let word = if text::same(kind, "managementGroups") {
            "mg"
        } else {
            "res"
        };
        self.name(word, name)
    }
}
