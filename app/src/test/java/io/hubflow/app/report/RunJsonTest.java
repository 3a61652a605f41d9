package io.hubflow.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.app.config.ConfigurationException;
import io.hubflow.app.config.Problem;
import io.hubflow.engine.catalog.ReadableTypes.LeftOut;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.RunComparison;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.RunWarning;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.CallCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RunJsonTest {
    private static final ConnectorException SCOPE =
            new ConnectorException(ErrorCode.HUBSPOT_SCOPE_MISSING, "HubSpot refused.", "Not read.", "Add the scope.");

    @Test
    void hasTheFieldsThatProgramsRelyOn() {
        var contacts = new ObjectReport(
                "contacts",
                ObjectReport.Mode.SNAPSHOT,
                10,
                8,
                2,
                1,
                0,
                new CallCounts(1, 2, 3, 0, 4, 5, 6),
                Duration.ofMillis(1_234),
                List.of(new RunWarning(RunWarning.Code.HUBSPOT_INCOMPLETE, "One is missing.")),
                Optional.empty());
        var deals = new ObjectReport(
                "deals",
                ObjectReport.Mode.CHANGES,
                0,
                0,
                0,
                0,
                0,
                CallCounts.ZERO,
                Duration.ZERO,
                List.of(),
                Optional.of(SCOPE));
        var report = new RunReport(
                "run-1",
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(contacts, deals),
                List.of(new LeftOut("leads", SCOPE)),
                List.of(new LeftOut("contacts:deals", SCOPE)),
                false,
                Optional.of(new RunComparison(
                        new CallCounts(1, 2, 0, 0, 4, 0, 0),
                        new CallCounts(1, 3, 0, 0, 4, 0, 0),
                        Duration.ofMillis(1_500),
                        Duration.ofMillis(1_700),
                        20_000,
                        22_000,
                        3_700,
                        Duration.ofMillis(900))));

        assertThat(Json.write(RunJson.of(report)))
                .isEqualTo(
                        "{\"status\":\"partial\",\"run_id\":\"run-1\",\"objects\":["
                                + "{\"object_type\":\"contacts\",\"mode\":\"snapshot\",\"rows_read\":10,\"rows_written\":8,"
                                + "\"rows_unchanged\":2,\"unparsed_values\":1,\"rounded_values\":0,\"quarantined\":0,"
                                + "\"api_calls\":{\"list\":1,\"search\":2,\"batch_read\":3,\"associations\":0},"
                                + "\"deletes\":{\"archived\":0,\"deleted\":0,\"merged\":0,\"out_of_scope\":0,\"restored\":0,\"calls\":0},\"greatest_age_seconds\":null,\"seconds\":1.234,\"facts\":[],\"warnings\":[{\"code\":\"HUBSPOT_INCOMPLETE\",\"message\":\"One"
                                + " is missing.\"}],\"error\":null},"
                                + "{\"object_type\":\"deals\",\"mode\":\"changes\",\"rows_read\":0,\"rows_written\":0,"
                                + "\"rows_unchanged\":0,\"unparsed_values\":0,\"rounded_values\":0,\"quarantined\":0,"
                                + "\"api_calls\":{\"list\":0,\"search\":0,\"batch_read\":0,\"associations\":0},"
                                + "\"deletes\":{\"archived\":0,\"deleted\":0,\"merged\":0,\"out_of_scope\":0,\"restored\":0,\"calls\":0},\"greatest_age_seconds\":null,\"seconds\":0.0,\"facts\":[],\"warnings\":[],\"error\":{\"code\":\"HUBSPOT_SCOPE_MISSING\",\"message\":\"HubSpot"
                                + " refused. Not read. Add the scope.\",\"more\":\"docs/troubleshooting.md#hubspot_scope_missing\"}}],"
                                + "\"left_out\":[{\"object_type\":\"leads\",\"message\":\"HubSpot refused. Not read. Add the scope.\"}],"
                                + "\"links_left_out\":[{\"pair\":\"contacts:deals\",\"message\":\"HubSpot refused. Not read. Add the scope.\"}],"
                                + "\"foreseen\":{\"api_calls\":{\"list\":1,\"search\":2,\"batch_read\":0,\"associations\":0,"
                                + "\"definitions\":4,\"total\":7},\"seconds\":1.5,\"bytes\":20000},"
                                + "\"made\":{\"api_calls\":{\"list\":1,\"search\":3,\"batch_read\":0,\"associations\":0,"
                                + "\"definitions\":4,\"total\":8},\"seconds\":1.7,\"bytes\":22000,\"values\":3700,\"processor_seconds\":0.9}}");
    }

    @Test
    void tellsOfARunThatDidNotBegin() {
        assertThat(Json.write(RunJson.failed(SCOPE)))
                .isEqualTo(
                        "{\"status\":\"failed\",\"run_id\":null,\"objects\":[],\"error\":{\"code\":"
                                + "\"HUBSPOT_SCOPE_MISSING\",\"message\":\"HubSpot refused. Not read. Add the scope.\",\"more\":\"docs/troubleshooting.md#hubspot_scope_missing\"}}");
    }

    @Test
    void listsEveryProblemOfTheConfiguration() {
        var failure = new ConfigurationException(List.of(
                new Problem("hubflow.yaml", OptionalInt.of(3), "sync.overlap", "must be a duration"),
                new Problem("--objects", OptionalInt.empty(), "object-types", "is empty")));

        var error = RunJson.failed(failure).get("error");

        assertThat(error.get("code").asText()).isEqualTo("CONFIGURATION_INVALID");
        assertThat(error.get("problems").toString())
                .isEqualTo("[{\"source\":\"hubflow.yaml\",\"line\":3,\"key\":\"sync.overlap\",\"message\":\"must be a"
                        + " duration\"},{\"source\":\"--objects\",\"line\":null,\"key\":\"object-types\",\"message\":\"is"
                        + " empty\"}]");
    }
}
