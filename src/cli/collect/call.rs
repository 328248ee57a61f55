//! One run of `az`.

/// What is asked of `az`. There is nothing in it that could write: see [`super::table`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// Who is signed in, and to which tenant.
    SignedIn,
    /// Where the services of the cloud are.
    Cloud,
    /// A page of an answer.
    Get { url: String, query: String },
    /// What Graph says of the object ids in the body.
    Post {
        url: String,
        query: String,
        body: String,
    },
}

impl Call {
    /// The arguments after `az`.
    ///
    /// What is no error is passed on too: that letters were lost is only a warning.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let (words, query): (Vec<&str>, _) = match self {
            // Ids and addresses alone: names may have letters that are lost on the way.
            Self::SignedIn => (vec!["account", "show"], Some(TENANT)),
            Self::Cloud => (vec!["cloud", "show"], Some(GRAPH)),
            Self::Get { url, query } => (
                vec!["rest", "--method", "get", "--url", url],
                Some(query.as_str()),
            ),
            Self::Post { url, query, body } => (
                vec!["rest", "--method", "post", "--url", url, "--body", body],
                Some(query.as_str()),
            ),
        };
        let query = query.into_iter().flat_map(|query| ["--query", query]);
        let output = ["--output", "json"];
        let words = words.into_iter().chain(query).chain(output);
        words.map(str::to_owned).collect()
    }
}

/// Of the account, in JMESPath.
const TENANT: &str = "{tenantId: tenantId}";
/// Of the cloud.
const GRAPH: &str =
    "{name: name, endpoints: {microsoftGraphResourceId: endpoints.microsoftGraphResourceId}}";
