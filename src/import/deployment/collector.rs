use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::derived::{Because, Certainty, DerivedOperation, DerivedOperations};
use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::scope::{Scope, ScopeKind};
use crate::span::{Diagnostic, Place, Position};
use crate::text;

/// Whether the catalogue holds an operation of the control plane.
pub type KnowsOperation<'k> = &'k dyn Fn(&str) -> bool;

/// What has been derived so far.
pub(super) struct Collector<'k> {
    knows: KnowsOperation<'k>,
    file: Arc<str>,
    found: DerivedOperations,
    /// Where each operation of a resource at a scope stands in `found`.
    seen: BTreeMap<(String, Plane, Arc<str>, Option<String>), usize>,
    /// Namespaces of which something is written.
    namespaces: BTreeSet<String>,
}

/// The resource that operations follow from.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) from: Arc<str>,
    pub(super) pointer: Arc<str>,
    /// What becomes of operations that would be certain.
    pub(super) certainty: Certainty,
}

impl<'k> Collector<'k> {
    pub(super) fn new(source: &str, knows: KnowsOperation<'k>) -> Self {
        Self {
            knows,
            file: Arc::from(source),
            found: DerivedOperations::default(),
            seen: BTreeMap::new(),
            namespaces: BTreeSet::new(),
        }
    }

    pub(super) fn knows(&self, operation: &str) -> bool {
        (self.knows)(operation)
    }

    /// Adds an operation of the control plane.
    pub(super) fn add(
        &mut self,
        operation: &str,
        because: Because,
        certainty: Certainty,
        origin: &Origin,
        scope: Option<&str>,
    ) {
        self.add_in(Plane::Control, operation, because, certainty, origin, scope);
    }

    pub(super) fn add_in(
        &mut self,
        plane: Plane,
        operation: &str,
        because: Because,
        certainty: Certainty,
        origin: &Origin,
        scope: Option<&str>,
    ) {
        let Ok(action) = ActionPattern::parse(operation) else {
            return;
        };
        let scope = scope.and_then(|scope| Scope::parse(scope).ok());
        let folded = scope.as_ref().map(|scope| scope.folded().to_owned());
        let key = (
            text::fold(operation).into_owned(),
            plane,
            Arc::clone(&origin.from),
            folded,
        );
        let operation = DerivedOperation {
            action,
            plane,
            from: Arc::clone(&origin.from),
            because,
            certainty: certainty.max(origin.certainty),
            scope,
            place: self.place(&origin.pointer),
        };
        let operations = &mut self.found.operations;
        match self.seen.get(&key).and_then(|at| operations.get_mut(*at)) {
            // What is sure once is sure.
            Some(known) if operation.certainty < known.certainty => *known = operation,
            Some(_) => {}
            None => {
                self.seen.insert(key, operations.len());
                operations.push(operation);
            }
        }
    }

    pub(super) fn place(&self, pointer: &Arc<str>) -> Place {
        Place {
            file: Arc::clone(&self.file),
            at: Position::Pointer(Arc::clone(pointer)),
        }
    }

    pub(super) fn note(&mut self, pointer: &str, diagnostic: Diagnostic) {
        let place = self.place(&Arc::from(pointer));
        self.found.diagnostics.push(diagnostic.at(place));
    }

    /// Notes that something of a resource type is written.
    pub(super) fn writes(&mut self, resource_type: &str) {
        if let Some((namespace, _)) = resource_type.split_once('/') {
            let known = self.namespaces.iter();
            if known.clone().all(|known| !text::same(known, namespace)) {
                self.namespaces.insert(namespace.to_owned());
            }
        }
    }

    /// Notes that a resource group is made.
    pub(super) fn makes_group(&mut self, id: &str) {
        let groups = &mut self.found.created_groups;
        if let Ok(scope) = Scope::parse(id)
            && scope.kind() == ScopeKind::ResourceGroup
            && !groups.contains(&scope)
        {
            groups.push(scope);
        }
    }

    /// What writes resources registers their providers where they are not yet.
    pub(super) fn register(&mut self, from: &str) {
        let origin = Origin {
            from: Arc::from(from),
            pointer: Arc::from(""),
            certainty: Certainty::Uncertain,
        };
        for namespace in std::mem::take(&mut self.namespaces) {
            // These are registered in every subscription.
            let always = [
                "Microsoft.Authorization",
                "Microsoft.Resources",
                "Microsoft.Management",
            ];
            if always.iter().any(|known| text::same(known, &namespace)) {
                continue;
            }
            let operation = format!("{namespace}/register/action");
            self.add(
                &operation,
                Because::Registers,
                Certainty::Uncertain,
                &origin,
                None,
            );
        }
    }

    pub(super) fn finish(self) -> DerivedOperations {
        self.found
    }
}

impl fmt::Debug for Collector<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collector")
            .field("found", &self.found)
            .finish_non_exhaustive()
    }
}
