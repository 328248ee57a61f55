//! The judgement where the resource's id is known: the named role first, effective operations
//! second (A6, A7).

use super::effective::{effective, roles_of, settle, target_of};
use super::misplaced::misplaced;
use super::{Judge, RuleStatus, Verdict, unknown};
use crate::access::{AccessIndex, Authorizer, Decision, Outcome, Step, Target};
use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::ids::PrincipalId;
use crate::model::{Grant, Moment, Plane, RoleDefinition};
use crate::nexus::requirement::{NeededBy, NeededRole};
use crate::nexus::resource_id::ResourceId;
use crate::nexus::rule::ClusterRule;
use crate::pattern::{ActionPattern, PatternLanguage, PatternSet, Wildcards};
use crate::rule::assignment_removal;
use crate::scope::Scope;
use crate::text;

impl Judge<'_> {
    /// The judgement where the resource's id is known.
    pub(super) fn at(
        &mut self,
        access: &AccessIndex<'_>,
        principal: &PrincipalId,
        (id, scope): (&ResourceId, &Scope),
    ) -> Verdict {
        let moment = Moment::AsExported;
        let authorizer = Authorizer::new(access, principal, scope, moment, self.circumstances());
        let named: Vec<Grant<'_>> = access
            .grants_through(authorizer.closure(), moment)
            .map(|(_, grant)| grant)
            .filter(|grant| grant.assignment().is_some())
            .filter(|grant| access.is_role(grant.reference, self.role().id()))
            .collect();
        let reaching: Vec<Grant<'_>> = named
            .iter()
            .copied()
            .filter(|grant| authorizer.ancestors().reached_from(grant.scope))
            .collect();
        if reaching.is_empty() {
            return self.by_operations(access, &authorizer, principal, scope, &named);
        }
        if reaching.iter().all(|a| a.condition.is_some()) {
            self.remarks.push((
                ClusterRule::A9,
                format!(
                    "the assignment of {} to {} at `{}` carries a condition",
                    self.role().name,
                    self.who(),
                    reaching[0].scope
                ),
            ));
        }
        let decision = self.weakest(&authorizer);
        self.look_for_obstacle(&decision, principal, id.scope().as_ref(), &reaching);
        self.by_role(&authorizer, &decision, &reaching[0])
    }

    /// A deny assignment blocks whatever is granted, and the assignment that a grant at the resource would make may
    /// be there, with a condition.
    fn look_for_obstacle(
        &mut self,
        decision: &Decision,
        principal: &PrincipalId,
        resource: Option<&Scope>,
        reaching: &[Grant<'_>],
    ) {
        if decision.outcome() == Outcome::Denied {
            self.fix.clear();
            self.obstacle = Some(
                "a deny assignment blocks it, which no grant changes: it has to be lifted, or the identity excluded from it".to_owned(),
            );
            return;
        }
        let is_same =
            |grant: &&Grant<'_>| grant.holder == principal && Some(grant.scope) == resource;
        if let Some(own) = reaching.iter().find(is_same)
            && own.condition.is_some()
            && decision.outcome() != Outcome::Allowed
        {
            let removal = assignment_removal(own.id());
            self.obstacle = Some(format!(
                "the assignment is there, under a condition that stops it: remove it first, `{removal}`"
            ));
            self.fix.insert(0, removal);
        }
    }

    /// The named role is there: does anything take back what is needed of it?
    fn by_role(
        &self,
        authorizer: &Authorizer<'_, '_>,
        decision: &Decision,
        assignment: &Grant<'_>,
    ) -> Verdict {
        let has = format!(
            "{} has {} at `{}`",
            self.who(),
            self.role().name,
            assignment.scope
        );
        let denied = decision.derivations().iter().find_map(|derivation| {
            derivation.steps.iter().find_map(|step| match step {
                Step::DenyAssignment { name, .. } => Some(name.to_string()),
                _ => None,
            })
        });
        match decision.outcome() {
            Outcome::Denied => (
                RuleStatus::Fail,
                format!(
                    "{has}, but the deny assignment `{}` blocks it",
                    denied.unwrap_or_default()
                ),
            ),
            Outcome::Conditional if denied.is_some() => unknown(format!(
                "{has}; whether the deny assignment `{}` blocks it depends on its condition",
                denied.unwrap_or_default()
            )),
            Outcome::Conditional => unknown(format!(
                "{has}, under a condition that the inputs don't settle"
            )),
            Outcome::Undetermined => unknown(format!(
                "{has}, but the inputs don't say all that bears on it: {}",
                decision.doubts().first().map(settle).unwrap_or_default()
            )),
            Outcome::NotGranted if assignment.condition.is_some() => (
                RuleStatus::Fail,
                format!("{has}, but its condition is not met"),
            ),
            // The role is named by its id first: what only WC-5 grants counts under either reading.
            Outcome::NotGranted
                if authorizer
                    .decide_under(&self.probe(), Wildcards::Azure)
                    .outcome()
                    == Outcome::NotGranted =>
            {
                (
                    RuleStatus::Fail,
                    format!(
                        "{has}, but what the inputs say of the role does not grant `{}`",
                        self.probe().action.as_str()
                    ),
                )
            }
            _ => (RuleStatus::Pass, has),
        }
    }

    /// The decision about the operation that the platform asks for first, or about another needed one
    /// that a deny assignment or a condition may take away.
    fn weakest(&self, authorizer: &Authorizer<'_, '_>) -> Decision {
        let first = authorizer.decide(&self.probe());
        // A pattern is needed only as far as the service uses it, which no page says.
        let concrete = |target: &Target| target.action.is_concrete();
        let mut others = self.needed().filter(concrete);
        let is_taken = |decision: &Decision| {
            matches!(
                decision.outcome(),
                Outcome::Denied | Outcome::Conditional | Outcome::Undetermined
            )
        };
        if first.outcome() != Outcome::Allowed {
            return first;
        }
        others
            .find_map(|target| Some(authorizer.decide(&target)).filter(is_taken))
            .unwrap_or(first)
    }

    /// Every operation that is needed.
    fn needed(&self) -> impl Iterator<Item = Target> + use<> {
        let role = self.role();
        let data = role.data.iter().map(|action| (action, Plane::Data));
        let control = role.control.iter().map(|action| (action, Plane::Control));
        data.chain(control)
            .map(|(action, plane)| target_of(action, plane))
    }

    /// Effective operations, where the named role is missing (A6, A7).
    fn by_operations(
        &mut self,
        access: &AccessIndex<'_>,
        authorizer: &Authorizer<'_, '_>,
        principal: &PrincipalId,
        scope: &Scope,
        elsewhere: &[Grant<'_>],
    ) -> Verdict {
        let mut short = None;
        let mut doubts = Vec::new();
        let mut roles: Vec<String> = Vec::new();
        let planes = [
            (self.role().data, Plane::Data),
            (self.role().control, Plane::Control),
        ];
        for (actions, plane) in planes {
            for action in actions {
                let answer = effective(authorizer, action, plane);
                doubts.extend(answer.doubts);
                for role in answer.roles {
                    if !roles.contains(&role) {
                        roles.push(role);
                    }
                }
                if answer.outcome != Outcome::Allowed && short.is_none() {
                    short = Some((answer.outcome, *action));
                }
            }
        }
        let Some((outcome, action)) = short else {
            roles.sort();
            return self.by_other_roles(&roles, access, principal, scope);
        };
        if outcome == Outcome::Conditional {
            return unknown(format!(
                "{} has `{action}` only under a condition that the inputs don't settle",
                self.who()
            ));
        }
        if let Some(doubt) = doubts.first() {
            return unknown(format!(
                "{} may have {} through an assignment that the inputs don't settle: {}",
                self.who(),
                self.role().name,
                settle(doubt)
            ));
        }
        let lacks = format!(
            "{} lacks {} on `{}`",
            self.who(),
            self.role().name,
            self.requirement.on.label()
        );
        if outcome == Outcome::Denied {
            return (
                RuleStatus::Fail,
                format!("{lacks}, and a deny assignment blocks `{action}`"),
            );
        }
        (
            RuleStatus::Fail,
            self.with_hints(lacks, access, authorizer, elsewhere),
        )
    }

    /// A6: accepted, with a remark where more is granted than by the named role; says so where only WC-5
    /// makes the operations match.
    fn by_other_roles(
        &mut self,
        roles: &[String],
        access: &AccessIndex<'_>,
        principal: &PrincipalId,
        scope: &Scope,
    ) -> Verdict {
        let given = self.circumstances();
        let strict = Authorizer::new(access, principal, scope, Moment::AsExported, given);
        let control = self.role().control.iter();
        let loose = control
            .map(|action| target_of(action, Plane::Control))
            .filter(|target| target.action.is_concrete())
            .any(|target| {
                strict.decide_under(&target, Wildcards::Strict).outcome() != Outcome::Allowed
            });
        let depends_on = if loose && access.catalog().wildcards() == Wildcards::Azure {
            " (only as `/*/` in a pattern also matches a single `/`, WC-5)"
        } else {
            ""
        };
        let (who, role, by) = (self.who(), self.role().name, roles.join(", "));
        if let Some(beyond) = self.beyond(roles, access, &strict) {
            self.remarks.push((
                ClusterRule::A6,
                format!(
                    "{who} gets the operations of {role} from {by}: more than it needs, such as \
                     `{beyond}`"
                ),
            ));
        }
        (
            RuleStatus::Pass,
            format!("{who} has every operation that {role} is needed for through {by}{depends_on}"),
        )
    }

    /// An operation that one of these roles grants the holder here and the named role does not.
    fn beyond(
        &self,
        roles: &[String],
        access: &AccessIndex<'_>,
        authorizer: &Authorizer<'_, '_>,
    ) -> Option<String> {
        let catalog = access.catalog();
        let named = catalog.find_role_id(self.role().id());
        let named = named.map(|at| catalog.role(at));
        let grants = access.grants_through(authorizer.closure(), Moment::AsExported);
        let granting: Vec<&RoleDefinition> = grants
            .filter(|(_, grant)| authorizer.ancestors().reached_from(grant.scope))
            .filter_map(|(_, grant)| grant.role)
            .filter(|role| roles.iter().any(|name| text::same(name, &role.name)))
            .collect();
        [Plane::Control, Plane::Data].into_iter().find_map(|plane| {
            let needed = match plane {
                Plane::Control => self.role().control,
                Plane::Data => self.role().data,
            };
            let needed = needed.iter().map(|action| ActionPattern::literal(action));
            let needed = PatternSet::new(needed.collect(), Vec::new());
            let allowed = named.iter().flat_map(|role| &role.permissions);
            let allowed = allowed.map(|permission| permission.plane(plane));
            let allowed: Vec<&PatternSet> = allowed.chain([&needed]).collect();
            let given = granting.iter().flat_map(|role| &role.permissions);
            let given: Vec<&PatternSet> = given.map(|permission| permission.plane(plane)).collect();
            self.known_beyond(catalog, &given, &allowed, plane)
                .or_else(|| {
                    let given = PatternLanguage::new(given, catalog.wildcards());
                    let allowed = PatternLanguage::new(allowed, catalog.wildcards());
                    match given.difference(&allowed) {
                        Ok(witness) => witness,
                        Err(limit) => Some(limit.to_string()),
                    }
                })
        })
    }

    /// An operation of the catalogue that one list of patterns grants and another doesn't: of the provider
    /// that the role is needed for, where there is one.
    fn known_beyond(
        &self,
        catalog: &Catalog,
        given: &[&PatternSet],
        allowed: &[&PatternSet],
        plane: Plane,
    ) -> Option<String> {
        let mut beyond = OperationSet::new(catalog.operation_count());
        for patterns in given {
            beyond.union_with(&catalog.expand_set(patterns, plane));
        }
        for patterns in allowed {
            beyond.subtract(&catalog.expand_set(patterns, plane));
        }
        let probe = self.probe();
        let action = probe.action.as_str();
        let (namespace, _) = action.split_once('/')?;
        let around = format!("{namespace}/");
        let (kind, _) = self.role().administer.rsplit_once('/')?;
        let names = || beyond.iter().map(|at| catalog.operation(at).name);
        let is_read = |name: &str| text::ends_with(name, "/read");
        let nearness = |name: &String| {
            let is_there = text::starts_with(name, &format!("{kind}/"));
            let is_own = text::starts_with(name, &around);
            (!is_there, !is_own, is_read(name))
        };
        names().min_by_key(nearness)
    }

    fn with_hints(
        &mut self,
        mut message: String,
        access: &AccessIndex<'_>,
        authorizer: &Authorizer<'_, '_>,
        elsewhere: &[Grant<'_>],
    ) -> String {
        if let Some(role) = self.only_control(authorizer) {
            let hint = format!(
                "{role} manages the resource but gives no data actions: `{}` is still missing",
                probe_data(self.role())
            );
            message.push_str(&format!(" (A7: {hint})"));
            self.remarks.push((ClusterRule::A7, hint));
        }
        if let Some(hint) = misplaced(self.input, access, self.requirement, authorizer) {
            message.push_str(&format!(" (A8: {hint})"));
            self.remarks.push((ClusterRule::A8, hint));
        }
        if let Some(other) = elsewhere.first() {
            message.push_str(&format!(
                "; it has the role only at `{}`, which does not reach there",
                other.scope
            ));
        }
        message
    }

    /// A role by which the holder administers the resource without any data action (A7).
    fn only_control(&self, authorizer: &Authorizer<'_, '_>) -> Option<String> {
        let data = target_of(self.role().data.first()?, Plane::Data);
        if authorizer.decide(&data).outcome() == Outcome::Allowed {
            return None;
        }
        let control = target_of(self.role().administer, Plane::Control);
        let decision = authorizer.decide(&control);
        let roles = roles_of(decision.derivations().iter());
        (decision.outcome() == Outcome::Allowed && !roles.is_empty()).then(|| roles.join(", "))
    }

    /// The operation that a deny assignment or a condition would take away first.
    pub(super) fn probe(&self) -> Target {
        match self.role().data.last() {
            Some(_) => target_of(probe_data(self.role()), Plane::Data),
            None if self.requirement.holder == NeededBy::Platform => {
                target_of(self.role().control[0], Plane::Control)
            }
            None => target_of(self.role().administer, Plane::Control),
        }
    }
}

/// Of the data operations, the one that writes.
fn probe_data(role: &NeededRole) -> &'static str {
    let writes = |action: &&&'static str| {
        text::ends_with(action, "/write") || text::ends_with(action, "/setSecret/action")
    };
    role.data.iter().find(writes).copied().unwrap_or("")
}
