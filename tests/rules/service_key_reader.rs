use rolecall::rule::Severity;

use super::*;

const RULE: &str = "service-key-reader";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.ContainerRegistry/registries/listCredentials/action",
        "Microsoft.DocumentDB/databaseAccounts/listKeys/action",
        "Microsoft.EventHub/namespaces/authorizationRules/listKeys/action",
        "Microsoft.ServiceBus/namespaces/authorizationRules/listKeys/action",
        "Microsoft.AppConfiguration/configurationStores/listKeys/action",
        "Microsoft.Cache/redis/listKeys/action",
        "Microsoft.CognitiveServices/accounts/listKeys/action",
        "Microsoft.Search/searchServices/listAdminKeys/action",
        "Microsoft.Devices/iotHubs/listkeys/action",
        "Microsoft.OperationalInsights/workspaces/sharedkeys/action",
        "Microsoft.Web/sites/config/list/action",
        "Microsoft.Web/sites/publishxml/action",
        "Microsoft.Web/sites/host/listkeys/action",
        "Microsoft.Web/sites/functions/listkeys/action",
        "Microsoft.Logic/workflows/triggers/listCallbackUrl/action",
        "Microsoft.EventHub/namespaces/eventhubs/authorizationRules/listKeys/action",
        "Microsoft.ServiceBus/namespaces/queues/authorizationRules/listKeys/action",
        "Microsoft.ServiceBus/namespaces/topics/authorizationRules/listKeys/action",
    ];
    fires_for_each(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &[
            "Microsoft.ContainerRegistry/registries/pull/read",
            "Microsoft.Search/searchServices/listQueryKeys/action",
        ],
    );
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(RULE, &["92aaf0da-9dab-42b6-94a3-d43ce8d16293"]);
}

#[test]
fn does_not_fire_for_what_a_cluster_asks_for() {
    assert!(Exports::cluster(f1()).find(RULE).is_empty());
    let mut alone = Exports::cluster(f1());
    alone.0.pop();
    assert_eq!(alone.find(RULE).len(), 1, "without the cluster");
}
