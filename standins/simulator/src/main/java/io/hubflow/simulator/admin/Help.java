package io.hubflow.simulator.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What {@code GET /_admin} says. */
final class Help {
    private Help() {}

    static ObjectNode json() {
        var json = JsonNodeFactory.instance.objectNode();
        json.putObject("calls")
                .put("GET /_admin/records/{type}", "every live and archived record, one JSON object a line")
                .put("GET /_admin/links/{from}/{to}", "every link between live records, one association type a line")
                .put("GET /_admin/tombstones/{type}", "what became of the records that are not live, one a line")
                .put("GET /_admin/history/{type}/{property}", "every version of a property (* for all), one a line")
                .put("GET /_admin/lists", "every list, one a line")
                .put("GET /_admin/memberships/{list}", "the members of a list, one a line")
                .put(
                        "GET /_admin/owners, users, teams, roles, exchange_rates, deal_splits, pipelines/{type}, "
                                + "association_types/{from}/{to}",
                        "what describes the account, one a line")
                .put(
                        "POST /_admin/mutate",
                        "one operation, a list, or {\"before_page\":3,\"of\":\"search\",\"type\":\"contacts\","
                                + "\"operations\":[…]}")
                .put("GET|POST|DELETE /_admin/faults", "the rules in force; add one or a list; remove all")
                .put("GET|DELETE /_admin/hooks", "hooks that wait, and those that could not run; forget both")
                .put(
                        "GET|POST|DELETE /_admin/traffic",
                        "what traffic did; start it: {\"seed\":1,\"mix\":{\"create\":1,\"archive\":1,\"update\":5},"
                                + "\"ticks_per_second\":3} or \"every_calls\":2; stop it")
                .put("GET /_admin/stats", "calls by endpoint and status, rows, peaks, limits")
                .put("GET /_admin/calls", "the first calls since the last reset, one by one")
                .put("POST /_admin/stats/reset", "forget what was called")
                .put("POST /_admin/limits", "{\"tier\":\"professional\",\"daily\":500}")
                .put(
                        "POST /_admin/tokens",
                        "{\"token\":\"…\",\"scopes\":[…],\"refuse\":[\"account\"],\"expires_in\":\"PT30S\"},"
                                + " {\"token\":\"…\",\"revoke\":true} or {\"oauth_lifetime\":\"PT60S\"}")
                .put("POST /_admin/ids", "{\"new\":\"gaps\"} or {\"new\":\"above\"}, for records to come")
                .put("POST /_admin/index", "{\"shortest_millis\":0,\"longest_millis\":20000}, for changes to come")
                .put("GET|POST /_admin/clock", "now; {\"advance_millis\":60000} or {\"advance\":\"PT1M\"}");
        var operations = json.putArray("operations");
        MutationJson.operations().forEach(operations::add);
        return json.put("example", "{\"op\":\"update\",\"type\":\"contacts\",\"count\":10,\"properties\":[\"city\"]}");
    }
}
