//! Texts of conditions: literals, GUIDs and the names that a tenant gives attributes are replaced;
//! operations, suboperations, types of principals, moments and patterns' stars stay.

use std::sync::Arc;

use super::pseudonym::Redactor;
use crate::condition::Condition;
use crate::model::{ConditionText, PrincipalKind, Timestamp};
use crate::text;

impl Redactor {
    /// A condition with its names replaced.
    pub fn condition(&mut self, condition: &ConditionText) -> ConditionText {
        if Condition::parse(&condition.text).is_err() {
            // What is a name in it can't be told.
            return ConditionText {
                text: self.name("condition", &condition.text),
                version: Arc::clone(&condition.version),
            };
        }
        let mut out = String::with_capacity(condition.text.len());
        for (at, part) in condition.text.split('\'').enumerate() {
            if at > 0 {
                out.push('\'');
            }
            if at % 2 == 0 {
                let named = self.attributes(part);
                out.push_str(&self.guids(&named));
            } else {
                out.push_str(&self.literal(part));
            }
        }
        ConditionText {
            text: Arc::from(out),
            version: Arc::clone(&condition.version),
        }
    }

    /// Custom security attributes and tags are named by the tenant: `…Attributes/Id:Set_Name`,
    /// `…blobs/tags:Name<$key_case_sensitive$>`.
    fn attributes(&mut self, part: &str) -> String {
        let mut out = String::with_capacity(part.len());
        let mut rest = part;
        while let Some((before, inside)) = rest.split_once('[') {
            let (inside, after) = inside.split_once(']').unwrap_or((inside, ""));
            out.push_str(before);
            out.push('[');
            match inside.split_once(':') {
                Some((path, name)) => {
                    let (name, option) = name.split_at(name.find('<').unwrap_or(name.len()));
                    let owned = text::ends_with(path, "tags")
                        || text::ends_with(path, "CustomSecurityAttributes/Id");
                    out.push_str(path);
                    out.push(':');
                    if owned {
                        out.push_str(&self.name("attr", name).replace('-', ""));
                    } else {
                        out.push_str(name);
                    }
                    out.push_str(option);
                }
                _ => out.push_str(inside),
            }
            out.push(']');
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn literal(&mut self, literal: &str) -> String {
        let azure = text::starts_with(literal, "Microsoft.")
            || text::starts_with(literal, "Blob.")
            || PrincipalKind::parse(literal) != PrincipalKind::Unknown
            || Timestamp::parse(literal).is_ok()
            || literal.bytes().all(|b| b.is_ascii_digit() || b == b'*');
        if azure {
            return literal.to_owned();
        }
        if literal.starts_with('/') {
            return self.arm_id(literal).to_string();
        }
        let pieces = literal.split('*').map(|piece| match piece {
            "" => String::new(),
            piece => self.name("text", piece).to_string(),
        });
        pieces.collect::<Vec<_>>().join("*")
    }
}
