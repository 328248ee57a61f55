//! The words by which the command line chooses among what the library has.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::minimize::Objective;
use crate::model::{Plane, RoleKind};
use crate::nexus::PlanFlow;
use crate::paths::PathGoal;
use crate::report::{DiffPart, ExportForm};
use crate::rule::{FailOn, Severity};

macro_rules! choices {
    ($($kind:ty { $($variant:ident = $word:literal $(, $help:literal)?;)+ })+) => {$(
        impl ValueEnum for $kind {
            fn value_variants<'a>() -> &'a [Self] {
                &[$(Self::$variant),+]
            }

            fn to_possible_value(&self) -> Option<PossibleValue> {
                Some(match self {
                    $(Self::$variant => PossibleValue::new($word)$(.help($help))?,)+
                })
            }
        }
    )+};
}

impl ValueEnum for FailOn {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self::From(Severity::Critical),
            Self::From(Severity::High),
            Self::From(Severity::Medium),
            Self::From(Severity::Low),
            Self::From(Severity::Info),
            Self::Never,
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}

choices! {
    Plane {
        Control = "control";
        Data = "data";
    }
    Severity {
        Critical = "critical";
        High = "high";
        Medium = "medium";
        Low = "low";
        Info = "info";
    }
    PathGoal {
        Owner = "owner", "Access as of an owner";
        Keys = "keys", "Keys that hand out data past all roles";
    }
    DiffPart {
        Gained = "gained", "Access that came";
        Lost = "lost", "Access that went";
        Definitions = "definitions", "Role definitions";
        Assignments = "assignments", "Role assignments";
        Denies = "denies", "Deny assignments";
        Schedules = "schedules", "Schedule instances";
        Memberships = "memberships", "Members of groups";
        Moves = "moves", "Management groups";
    }
    Objective {
        Risk = "risk", "Fewest foreign roles, then least escalation, then least write and data, then fewest roles";
        Roles = "roles", "Fewest roles, then least excess";
        Excess = "excess", "Least excess, then fewest roles";
    }
    RoleKind {
        BuiltIn = "built-in", "Published by Azure";
        Custom = "custom", "Made in the tenant";
        Documented = "documented", "In documentation only";
    }
    ExportForm {
        Az = "az", "Input of `az role definition create --role-definition`";
        Bicep = "bicep", "A Bicep resource";
        Terraform = "terraform", "A Terraform resource";
        PowerShell = "powershell", "Input of `New-AzRoleDefinition -InputFile`, from Az 16 on";
        PowerShellFlat = "powershell-flat", "The same for Az before 16";
        Rest = "rest", "The body of a REST PUT";
    }
    PlanFlow {
        UserAssigned = "uami", "User-assigned managed identities";
        SystemAssigned = "sami", "The system-assigned managed identity";
    }
}
