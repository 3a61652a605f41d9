package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands with Snowflake as their destination. */
class SnowflakeCommandsIT extends AgainstSnowflake {
    @Test
    void stateAndQueryReadWhatSyncWrote() {
        assertThat(hubflow("state").out())
                .isEqualTo("hubflow has not written to Snowflake HUBFLOW HUBSPOT." + schema + ".\n");
        assertThat(hubflow("check").out()).contains("Everything is ready");
        assertThat(hubflow("sync", "--objects", "tickets", "--include", "subject,createdate")
                        .out())
                .contains("Warehouse: ");

        var json = hubflow("state", "--output", "json").json();
        assertThat(json.get("destination").asText()).isEqualTo("Snowflake HUBFLOW HUBSPOT." + schema);
        var state = json.get("objects").get(0);
        assertThat(state.get("object_type").asText()).isEqualTo("tickets");
        assertThat(state.get("rows").asLong()).isEqualTo(20);
        assertThat(state.get("phase").asText()).isEqualTo("up to date");
        assertThat(hubflow("state").out()).contains("complete to", "succeeded");

        assertThat(hubflow("query", "select count(*) as n from tickets").out()).isEqualTo(" N\n--\n20\n(1 row)\n");
        assertThat(hubflow("query", "select count(*) as \"n\", 'a,b' as t from tickets", "--output", "csv")
                        .out())
                .isEqualTo("n,T\r\n20,\"a,b\"\r\n");
        assertThat(hubflow(
                                "query",
                                "select 1.50 as a, null as b, true as c, parse_json('{\"d\":[1]}') as e",
                                "--output",
                                "json")
                        .out())
                .isEqualTo("[\n{\"A\":1.5,\"B\":null,\"C\":true,\"E\":{\"d\":[1]}}\n]\n");
    }

    @Test
    @Tag("thorough")
    void theSemanticViewIsOfTheTablesThatAreThere() {
        assertThat(hubflow("snowflake", "semantic-view").err()).contains("hubflow sync");
        hubflow("sync", "--objects", "contacts,deals", "--include", "email,amount,dealname");

        var run = hubflow("snowflake", "semantic-view", "--name", "sales");

        assertThat(run.code()).as("%s", run.err()).isZero();
        assertThat(run.out())
                .startsWith("CREATE OR REPLACE SEMANTIC VIEW \"HUBSPOT\".\"" + schema + "\".\"SALES\"")
                .contains(
                        "\"CONTACTS_DEALS_TO\" AS \"CONTACTS_DEALS\" (\"TO_ID\") REFERENCES \"DEALS\" (\"_ID\")",
                        "\"DEALS\".\"AMOUNT\" AS \"AMOUNT\"",
                        "\"DEALS\".\"DEALNAME\" AS \"DEALNAME\"")
                .doesNotContain("TICKETS")
                .endsWith(";\n");
        assertThat(hubflow("snowflake", "semantic-view", "--name", "a b").code())
                .isEqualTo(2);
    }

    @Test
    void theSemanticViewIsMadeAndMadeAgainButNotOverAForeignOne() throws Exception {
        hubflow("sync", "--objects", "contacts,deals", "--include", "email,amount,dealname");
        String[] apply = {"snowflake", "semantic-view", "--name", "sales", "--apply"};
        assertThat(hubflow(apply).err()).contains("GRANT CREATE SEMANTIC VIEW ON SCHEMA");

        account.administer("GRANT CREATE SEMANTIC VIEW ON SCHEMA HUBSPOT." + schema + " TO ROLE \"HUBFLOW_LOADER\"");
        for (var time : List.of("made", "made again")) {
            var run = hubflow(apply);
            assertThat(run.err()).as(time).isEmpty();
            assertThat(run.out()).as(time).isEqualTo("\"HUBSPOT\".\"" + schema + "\".\"SALES\" was created.\n");
        }

        account.administer("CREATE SEMANTIC VIEW HUBSPOT." + schema + ".OTHER TABLES (T AS HUBSPOT." + schema
                + ".DEALS) METRICS (T.N AS COUNT(*))");
        account.administer("GRANT SELECT ON SEMANTIC VIEW HUBSPOT." + schema + ".OTHER TO ROLE \"HUBFLOW_LOADER\"");
        assertThat(hubflow("snowflake", "semantic-view", "--name", "other", "--apply")
                        .err())
                .contains("hubflow did not make it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York"})
    void instantsAreExactInEveryTimeZone(String zone) {
        var before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            for (var instant : List.of("2023-10-29T00:30:00Z", "2023-03-26T01:30:00Z", "2023-11-05T05:30:00Z")) {
                var text = instant.replace('T', ' ').replace("Z", " +0000");

                var run = hubflow(
                        "query",
                        "select to_timestamp_tz('" + text + "') as a, to_timestamp_ltz('" + text + "') as b",
                        "--output",
                        "csv");

                assertThat(run.out()).as(run.err()).isEqualTo("A,B\r\n" + instant + "," + instant + "\r\n");
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void aStatementThatIsRefusedLeavesStdoutToTheFailure() {
        var unknown = hubflow("query", "select * from nowhere");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.out()).isEmpty();
        assertThat(unknown.err()).contains("NOWHERE", "show objects");

        var writing = hubflow("query", "drop table tickets", "--output", "json");
        assertThat(writing.code()).isEqualTo(2);
        assertThat(writing.json().at("/error/code").asText()).isEqualTo("CONFIGURATION_INVALID");
    }

    @Test
    void stateCountsCheckpointsThatWaitForRows() {
        hubflow("sync", "--objects", "tickets", "--include", "subject", "--refresh", "never", "--settle-lag", "0s");
        var before = completeTo();
        account.emulator().admin().resetLog();
        awaitLaterSecond(Instant.parse(before));
        hubflow("sync", "--objects", "tickets", "--include", "subject", "--refresh", "never", "--settle-lag", "0s");

        assertThat(account.emulator().admin().stats().statements()).doesNotContainKeys("MERGE", "INSERT", "PUT");
        assertThat(completeTo()).isGreaterThan(before);
    }

    @Test
    void factsAreTheSameInEveryDestinationAndAreNotSentAgain() {
        var command = new String[] {
            "sync",
            "--objects",
            "contacts,companies",
            "--include",
            "email,name,lifecyclestage",
            "--associations",
            "all",
            "--history",
            "contacts.lifecyclestage",
            "--settle-lag",
            "0s"
        };
        var first = hubflow(command);
        assertThat(first.code()).as(first.err()).isZero();
        var facts = hubflow("state", "--output", "json").json().get("facts");
        assertThat(hubflow(Map.of("HUBFLOW_DESTINATION", "duckdb"), command).code())
                .isZero();
        assertThat(facts)
                .isEqualTo(hubflow(Map.of("HUBFLOW_DESTINATION", "duckdb"), "state", "--output", "json")
                        .json()
                        .get("facts"));
        assertThat(facts)
                .anySatisfy(table -> assertThat(table.get("table").asText()).isEqualTo("contacts_companies"))
                .anySatisfy(table -> assertThat(table.get("table").asText()).isEqualTo("contacts_history"));
        assertThat(facts)
                .allSatisfy(table -> assertThat(table.get("rows").asLong()).isPositive());
        account.emulator().admin().resetLog();

        assertThat(hubflow(command).code()).isZero();

        assertThat(account.emulator().admin().statements())
                .filteredOn(statement -> statement.kind().equals("MERGE"))
                .noneMatch(statement -> statement.sql().contains("\"CONTACTS_COMPANIES\""))
                .noneMatch(statement -> statement.sql().contains("\"CONTACTS_HISTORY\""));
    }

    /** HubSpot tells its time in whole seconds. */
    private void awaitLaterSecond(Instant than) {
        while (hubSpot.now().getEpochSecond() <= than.getEpochSecond()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private String completeTo() {
        return hubflow("state", "--output", "json")
                .json()
                .at("/objects/0/complete_to")
                .asText();
    }
}
