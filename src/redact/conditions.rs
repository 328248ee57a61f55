//! Texts of conditions: literals and GUIDs are replaced, operations, suboperations, types of
//! principals, moments and patterns' stars stay.

use std::sync::Arc;

use super::pseudonym::Redactor;
use crate::model::{ConditionText, PrincipalKind, Timestamp};
use crate::text;

impl Redactor {
    pub(super) fn condition(&mut self, condition: &ConditionText) -> ConditionText {
        let mut out = String::with_capacity(condition.text.len());
        for (at, part) in condition.text.split('\'').enumerate() {
            if at > 0 {
                out.push('\'');
            }
            if at % 2 == 0 {
                out.push_str(&self.guids(part));
            } else {
                out.push_str(&self.literal(part));
            }
        }
        ConditionText {
            text: Arc::from(out),
            version: Arc::clone(&condition.version),
        }
    }

    fn literal(&mut self, literal: &str) -> String {
        let azure = text::starts_with(literal, "Microsoft.")
            || text::starts_with(literal, "Blob.")
            || PrincipalKind::parse(literal) != PrincipalKind::Unknown
            || Timestamp::parse(literal).is_some()
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
