//! What the keys of a log record mean: exports write them in camelCase, in PascalCase, with underscores
//! and with the endings of Log Analytics.

/// Which part of a record keys stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The record itself, and `data` of Event Grid.
    Record,
    /// `identity`
    Identity,
    /// `authorization`, or an entry of it in the logs of storage.
    Authorization,
    /// `authorization.evidence`
    Evidence,
    /// `claims`, `identity.claim`
    Claims,
    /// `properties`
    Properties,
    /// `identity.requester` of the logs of storage.
    Requester,
}

/// What stands under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// A text.
    Text(TextField),
    /// A text that counts where the one before it is missing.
    Second(TextField),
    /// A document, or the JSON text of one, which is kept as text.
    Body(TextField),
    /// An object, or the JSON text of one.
    Part(Part),
    /// A list of records, so that the record is none.
    List,
    /// Anything else.
    Other,
}

/// The texts of a record that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextField {
    Schema,
    Kind,
    Id,
    Time,
    Operation,
    Result,
    SubStatus,
    Signature,
    Category,
    EventCategory,
    Correlation,
    OperationId,
    EventId,
    Caller,
    Resource,
    Message,
    StatusCode,
    Action,
    Scope,
    Role,
    AssignmentScope,
    Assignment,
    Definition,
    EvidencePrincipal,
    EvidenceKind,
    CheckResult,
    Object,
    SignInName,
    Name,
    Application,
    IdentityKind,
    ManagedIdentity,
    Authentication,
    ObjectKey,
    Service,
    Uri,
    RequestBody,
    ResponseBody,
}

/// How many there are.
pub(super) const TEXT_FIELDS: usize = TextField::ResponseBody as usize + 1;

/// The longest key that means anything.
const LONGEST: usize = 96;

/// What a key of a part means.
pub(super) fn of(part: Part, key: &str) -> Field {
    let mut folded = [0u8; LONGEST];
    let mut length = 0;
    // The portal writes the zone behind the name of a time.
    let key = key.strip_suffix(" [UTC]").unwrap_or(key);
    for byte in key.bytes().filter(|byte| *byte != b'_') {
        let Some(slot) = folded.get_mut(length) else {
            return Field::Other;
        };
        *slot = byte.to_ascii_lowercase();
        length += 1;
    }
    let key = &folded[..length];
    match part {
        Part::Record => of_record(key),
        Part::Identity => of_identity(key),
        Part::Authorization => of_authorization(key),
        Part::Evidence => of_evidence(key),
        Part::Claims => of_claims(key),
        Part::Properties => of_properties(key),
        Part::Requester => of_requester(key),
    }
}

fn of_record(key: &[u8]) -> Field {
    use Field::{Second, Text};
    match key {
        b"schema" => Text(TextField::Schema),
        b"eventtimestamp" => Text(TextField::Time),
        b"time" | b"timegenerated" | b"eventtime" => Second(TextField::Time),
        b"operationnamevalue" => Text(TextField::Operation),
        b"operationname" => Second(TextField::Operation),
        b"activitystatusvalue" | b"statusvalue" | b"resulttype" => Text(TextField::Result),
        b"status" | b"activitystatus" => Second(TextField::Result),
        b"substatus" | b"substatusvalue" | b"activitysubstatusvalue" => Text(TextField::SubStatus),
        b"activitysubstatus" => Second(TextField::SubStatus),
        b"resultsignature" => Text(TextField::Signature),
        b"categoryvalue" => Text(TextField::Category),
        b"category" => Second(TextField::Category),
        b"correlationid" => Text(TextField::Correlation),
        b"operationid" => Text(TextField::OperationId),
        b"eventdataid" => Text(TextField::EventId),
        b"id" | b"ids" => Text(TextField::Id),
        b"eventtype" | b"type" => Text(TextField::Kind),
        b"caller" => Text(TextField::Caller),
        b"resourceid" => Text(TextField::Resource),
        b"resourceuri" => Second(TextField::Resource),
        b"resultdescription" => Text(TextField::Message),
        b"statuscode" | b"httpstatuscode" | b"httpstatuscoded" => Text(TextField::StatusCode),
        b"authorization" | b"authorizationd" => Field::Part(Part::Authorization),
        b"authorizationdetails" => Field::Part(Part::Authorization),
        b"claims" | b"claimsd" | b"claim" => Field::Part(Part::Claims),
        b"identity" => Field::Part(Part::Identity),
        b"properties" | b"propertiesd" | b"property" => Field::Part(Part::Properties),
        b"data" => Field::Part(Part::Record),
        b"authorizationaction" => Text(TextField::Action),
        b"authorizationscope" => Text(TextField::Scope),
        b"authorizationrole" => Text(TextField::Role),
        b"authenticationtype" => Text(TextField::Authentication),
        b"requesterobjectid" => Text(TextField::Object),
        b"requesterupn" => Text(TextField::SignInName),
        b"requesterappid" => Text(TextField::Application),
        b"objectkey" => Text(TextField::ObjectKey),
        b"servicetype" => Text(TextField::Service),
        b"requesturi" | b"requesturis" => Text(TextField::Uri),
        b"uri" => Second(TextField::Uri),
        b"records" | b"value" => Field::List,
        // The columns of `AzureDiagnostics`.
        b"identityclaimhttpschemasmicrosoftcomidentityclaimsobjectidentifierg"
        | b"identityclaimoidg" => Text(TextField::Object),
        b"identityclaimappidg" => Text(TextField::Application),
        b"identityclaimupns" | b"identityclaimhttpschemasxmlsoaporgws200505identityclaimsupns" => {
            Text(TextField::SignInName)
        }
        _ => Field::Other,
    }
}

fn of_identity(key: &[u8]) -> Field {
    match key {
        b"authorization" => Field::Part(Part::Authorization),
        b"claims" | b"claim" => Field::Part(Part::Claims),
        b"requester" => Field::Part(Part::Requester),
        b"type" => Field::Text(TextField::Authentication),
        _ => Field::Other,
    }
}

fn of_authorization(key: &[u8]) -> Field {
    match key {
        b"action" => Field::Text(TextField::Action),
        b"scope" => Field::Text(TextField::Scope),
        b"role" => Field::Text(TextField::Role),
        b"evidence" => Field::Part(Part::Evidence),
        b"roleassignmentid" => Field::Text(TextField::Assignment),
        b"roledefinitionid" => Field::Text(TextField::Definition),
        b"result" => Field::Text(TextField::CheckResult),
        _ => Field::Other,
    }
}

fn of_evidence(key: &[u8]) -> Field {
    match key {
        b"role" => Field::Text(TextField::Role),
        b"roleassignmentscope" => Field::Text(TextField::AssignmentScope),
        b"roleassignmentid" => Field::Text(TextField::Assignment),
        b"roledefinitionid" => Field::Text(TextField::Definition),
        b"principalid" => Field::Text(TextField::EvidencePrincipal),
        b"principaltype" => Field::Text(TextField::EvidenceKind),
        _ => Field::Other,
    }
}

fn of_claims(key: &[u8]) -> Field {
    match key {
        b"oid" | b"http://schemas.microsoft.com/identity/claims/objectidentifier" => {
            Field::Text(TextField::Object)
        }
        b"upn" | b"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn" => {
            Field::Text(TextField::SignInName)
        }
        b"unique_name"
        | b"uniquename"
        | b"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name" => {
            Field::Text(TextField::Name)
        }
        b"appid" => Field::Text(TextField::Application),
        b"idtyp" => Field::Text(TextField::IdentityKind),
        b"xmsmirid" => Field::Text(TextField::ManagedIdentity),
        b"content" => Field::Part(Part::Claims),
        _ => Field::Other,
    }
}

fn of_properties(key: &[u8]) -> Field {
    match key {
        b"eventcategory" => Field::Text(TextField::EventCategory),
        b"statusmessage" => Field::Text(TextField::Message),
        b"statuscode" | b"httpstatuscode" => Field::Text(TextField::StatusCode),
        b"eventdataid" => Field::Text(TextField::EventId),
        b"objectkey" => Field::Text(TextField::ObjectKey),
        b"servicetype" => Field::Text(TextField::Service),
        b"id" => Field::Text(TextField::Uri),
        b"requestbody" => Field::Body(TextField::RequestBody),
        b"responsebody" => Field::Body(TextField::ResponseBody),
        b"requesturi" => Field::Second(TextField::Uri),
        b"content" => Field::Part(Part::Properties),
        _ => Field::Other,
    }
}

fn of_requester(key: &[u8]) -> Field {
    match key {
        b"objectid" => Field::Text(TextField::Object),
        b"upn" => Field::Text(TextField::SignInName),
        b"appid" => Field::Text(TextField::Application),
        _ => Field::Other,
    }
}
