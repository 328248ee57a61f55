//! Words of fixed lists that several answers have.

words! {
    /// Control: actions. Data: data actions.
    Plane of crate::model::Plane {
        Control = "control",
        Data = "data",
    }
    /// The answer about one principal or role, one operation or pattern, one scope.
    Outcome of crate::access::Outcome {
        Allowed = "allowed",
        Partial = "partial",
        Conditional = "conditional",
        Undetermined = "undetermined",
        Eligible = "eligible",
        NotGranted = "notGranted",
        Denied = "denied",
    }
    /// A statement's value; `unknown` where the inputs don't settle it.
    Verdict of crate::condition::Verdict {
        Met = "true",
        NotMet = "false",
        Unknown = "unknown",
    }
    /// The value of a part of a condition; `missing` is an attribute known to be absent, `open` one
    /// that wasn't given.
    Truth of crate::condition::Truth {
        True = "true",
        False = "false",
        Missing = "missing",
        Open = "open",
    }
    /// The kind of a principal.
    PrincipalType of crate::model::PrincipalKind {
        User = "User",
        Group = "Group",
        ServicePrincipal = "ServicePrincipal",
        ManagedIdentity = "ManagedIdentity",
        ForeignGroup = "ForeignGroup",
        Device = "Device",
        Unknown = "Unknown",
    }
    /// What carries a condition.
    ConditionOwner of crate::access::ConditionOwner {
        Permission = "permission",
        RoleAssignment = "roleAssignment",
        Schedule = "scheduleInstance",
        DenyAssignment = "denyAssignment",
    }
    /// What kind of schedule instance.
    AssignmentType of crate::model::ScheduleKind {
        Eligible = "Eligible",
        Activated = "Activated",
        Assigned = "Assigned",
    }
    /// How patterns with a star between slashes are read: `strict` turns clause WC-5 off.
    Wildcards of crate::pattern::Wildcards {
        Azure = "azure",
        Strict = "strict",
    }
    /// Whether an assignment is active, or to be activated.
    Standing of crate::model::Standing {
        Active = "active",
        Eligible = "eligible",
    }
    /// How sure something is.
    Confidence of crate::rule::Confidence {
        High = "high",
        Medium = "medium",
        Low = "low",
    }
    /// Published by Azure, made by a tenant, or found in documentation only.
    RoleKind of crate::model::RoleKind {
        BuiltIn = "builtIn",
        Custom = "custom",
        Documented = "documented",
    }
}
