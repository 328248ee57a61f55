//! `az rest --method PATCH`: the way by which the documentation removes identities.

use super::ParseCommandError;
use super::flags::is_flag;
use super::words::Word;
use crate::nexus::api_version::ApiVersion;
use crate::nexus::patch::ClusterPatch;
use crate::nexus::resource_id::ResourceId;
use crate::span::Diagnostic;
use crate::text;

/// Reads the file that `@path` names in a `--body`; the error says why it can't.
pub(super) type ReadBody<'r> = dyn FnMut(&str) -> Result<String, String> + 'r;

const CLUSTER_TYPE: &str = "Microsoft.NetworkCloud/clusters";

/// The words after `az rest`.
pub(super) fn read(
    words: &[Word],
    read: &mut ReadBody<'_>,
) -> Result<ClusterPatch, ParseCommandError> {
    let mut request = Request::default();
    request.read(words);
    let method = request.method.as_deref().unwrap_or("GET");
    if !text::same(method, "patch") {
        return Err(ParseCommandError::OtherMethod {
            method: method.to_owned(),
        });
    }
    let url = request.url.ok_or_else(|| ParseCommandError::MissingValue {
        flag: "--url".to_owned(),
    })?;
    let (cluster, query) = cluster_of(&url)?;
    let body = request
        .body
        .ok_or_else(|| ParseCommandError::MissingValue {
            flag: "--body".to_owned(),
        })?;
    let mut patch = body_of(&body, read)?;
    let parameters = request.parameters.iter().map(String::as_str);
    let version = query
        .split('&')
        .chain(parameters)
        .find_map(|pair| pair.strip_prefix("api-version="));
    match version {
        None => patch.diagnostics.push(
            Diagnostic::warning(
                "no-api-version",
                "the address of the request has no `api-version`",
            )
            .help("the service refuses it: add `?api-version=2024-07-01` or a later one"),
        ),
        // What a person or a shell has yet to fill in.
        Some(text) if text.contains(['<', '$']) => {}
        Some(text) => match ApiVersion::parse(text) {
            Ok(version) => patch.api_version = Some(version),
            Err(error) => {
                let fault = Diagnostic::warning("no-api-version", error.to_string());
                patch.diagnostics.push(fault);
            }
        },
    }
    patch.cluster = Some(cluster);
    Ok(patch)
}

#[derive(Default)]
struct Request {
    method: Option<String>,
    url: Option<String>,
    body: Option<String>,
    parameters: Vec<String>,
}

impl Request {
    fn read(&mut self, words: &[Word]) {
        let mut words = words.iter().map(|word| word.text.as_str()).peekable();
        while let Some(word) = words.next() {
            let (flag, attached) = match word.split_once('=') {
                Some((flag, value)) if flag.starts_with("--") => (flag, Some(value)),
                _ => (word, None),
            };
            let mut values: Vec<&str> = attached.into_iter().collect();
            while let Some(value) = words.next_if(|next| !is_flag(next)) {
                values.push(value);
            }
            let first = || values.first().map(|value| (*value).to_owned());
            match flag {
                "--method" | "-m" => self.method = first(),
                "--url" | "--uri" | "-u" => self.url = first(),
                "--body" | "-b" => self.body = first(),
                "--url-parameters" | "--uri-parameters" => {
                    self.parameters
                        .extend(values.into_iter().map(str::to_owned));
                }
                _ => {}
            }
        }
    }
}

/// The cluster of an address, and the query.
fn cluster_of(url: &str) -> Result<(ResourceId, &str), ParseCommandError> {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let path = match text::find(address, "/subscriptions/") {
        Some(at) => &address[at..],
        None => address,
    };
    let id = ResourceId::new(path);
    // A path with what a shell fills in is no whole id; its segments are those of one.
    let segments: Vec<&str> = path.split('/').collect();
    let is_cluster = id.is_of_type(CLUSTER_TYPE)
        || matches!(segments[..], ["", _, _, _, _, _, namespace, kind, name]
            if text::same(&format!("{namespace}/{kind}"), CLUSTER_TYPE) && !name.is_empty());
    if is_cluster {
        Ok((id, query))
    } else {
        Err(ParseCommandError::OtherResource {
            url: address.to_owned(),
        })
    }
}

fn body_of(body: &str, read: &mut ReadBody<'_>) -> Result<ClusterPatch, ParseCommandError> {
    let refused = |reason: String| ParseCommandError::Body { reason };
    if let Some(path) = body.strip_prefix('@') {
        let text = read(path).map_err(refused)?;
        return ClusterPatch::parse(&text).map_err(|error| refused(format!("`{path}`: {error}")));
    }
    ClusterPatch::parse(body)
        .or_else(|error| {
            // Windows PowerShell has it so, in single quotes.
            let plain = body.replace("\\\"", "\"");
            ClusterPatch::parse(&plain).map_err(|_| error)
        })
        .map_err(|error| refused(error.to_string()))
}
