package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hubflow verify} on tables in Snowflake that somebody has changed, and on tables that other tools made there. */
@Tag("thorough")
class SnowflakeVerifyIT extends AgainstSnowflake {
    @ParameterizedTest
    @ValueSource(strings = {"columns", "raw"})
    void findsAndRepairsWhatSomebodyDidToRowsAndLinks(String layout) throws SQLException {
        run(layout, 0, "sync");
        assertThat(verify(layout, 0, "--full").get("status").asText()).isEqualTo("equal");
        var ids = hubSpot.records("contacts").stream()
                .map(record -> record.id())
                .sorted()
                .toList();
        alter("DELETE FROM CONTACTS WHERE _ID IN (" + ids.get(2) + ", " + ids.get(7) + ")");
        alter(
                layout.equals("raw")
                        ? "UPDATE CONTACTS SET RECORD = PARSE_JSON('{\"email\":\"x@y.z\"}') WHERE _ID = " + ids.get(11)
                        : "UPDATE CONTACTS SET EMAIL = 'x@y.z' WHERE _ID = " + ids.get(11));
        alter("INSERT INTO CONTACTS SELECT * FROM CONTACTS WHERE _ID = " + ids.get(15));
        alter("INSERT INTO CONTACTS (_ID, _ARCHIVED) VALUES (987654321, FALSE)");
        alter("INSERT INTO CONTACTS_COMPANIES (FROM_ID, TO_ID, TYPE_ID) VALUES (" + ids.get(20) + ", 77777, 1)");

        var found = verify(layout, 6);

        assertThat(ids(found, "contacts", "missing")).containsExactly(ids.get(2), ids.get(7));
        assertThat(ids(found, "contacts", "wrong")).containsExactly(ids.get(11));
        assertThat(ids(found, "contacts", "extra")).containsExactlyInAnyOrder(ids.get(15), 987654321L);
        assertThat(ids(found, "contacts_companies", "extra")).containsExactly(ids.get(20));

        assertThat(verify(layout, 0, "--repair").get("status").asText()).isEqualTo("repaired");
        var again = verify(layout, 0, "--full");
        assertThat(again.get("status").asText()).as(again.toString()).isEqualTo("equal");
    }

    @Test
    void comparesATableThatAnotherToolMade() throws SQLException {
        run("columns", 0, "sync");
        alter("CREATE TABLE FIVETRAN_CONTACT AS SELECT _ID AS ID, EMAIL AS PROPERTY_EMAIL, _UPDATED_AT AS"
                + " PROPERTY_LASTMODIFIEDDATE, FALSE AS _FIVETRAN_DELETED FROM " + name("CONTACTS"));
        account.administer("GRANT SELECT ON TABLE " + name("FIVETRAN_CONTACT") + " TO ROLE " + SnowflakeAccount.ROLE);
        var flags = List.of("--against", "fivetran_contact", "--id", "id", "--updated", "property_lastmodifieddate");
        assertThat(against(0, flags).get("status").asText()).isEqualTo("equal");
        var id = hubSpot.records("contacts").get(5).id();
        alter("DELETE FROM FIVETRAN_CONTACT WHERE ID = " + id);

        assertThat(against(6, flags).findValuesAsText("id")).containsExactly(String.valueOf(id));
        assertThat(hubflow("verify", "--objects", "contacts", "--against", "fivetran_contact", "--id", "nothing")
                        .err())
                .contains("has no column nothing");
        assertThat(hubflow("verify", "--objects", "contacts", "--against", "no_table", "--id", "id")
                        .err())
                .contains("There is no table or view no_table");
    }

    private JsonNode against(int code, List<String> flags) {
        var arguments = new ArrayList<>(List.of("verify", "--objects", "contacts", "--output", "json"));
        arguments.addAll(flags);
        var run = hubflow(arguments.toArray(String[]::new));
        assertThat(run.code()).as(run.err() + run.out()).isEqualTo(code);
        return run.json();
    }

    private JsonNode verify(String layout, int code, String... more) {
        var arguments = new ArrayList<>(List.of("verify", "--output", "json"));
        arguments.addAll(List.of(more));
        return run(layout, code, arguments.toArray(String[]::new)).json();
    }

    private CommandLineRun run(String layout, int code, String... words) {
        var arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--objects", "contacts,companies", "--include", "email,createdate,hs_object_id,name"));
        var run = hubflow(Map.of("HUBFLOW_SNOWFLAKE_LAYOUT", layout), arguments.toArray(String[]::new));
        assertThat(run.code()).as(run.err() + run.out()).isEqualTo(code);
        return run;
    }

    private static List<Long> ids(JsonNode report, String table, String kind) {
        return StreamSupport.stream(report.get("tables").spliterator(), false)
                .filter(one -> one.get("table").asText().equals(table))
                .flatMap(one -> StreamSupport.stream(one.get("findings").spliterator(), false))
                .filter(finding -> finding.get("kind").asText().equals(kind))
                .map(finding -> finding.get("id").asLong())
                .toList();
    }

    /** As an administrator, with tables by their names alone. */
    private void alter(String sql) throws SQLException {
        account.administer("USE SCHEMA HUBSPOT." + schema);
        account.administer(sql);
    }

    private String name(String table) {
        return "HUBSPOT." + schema + "." + table;
    }
}
