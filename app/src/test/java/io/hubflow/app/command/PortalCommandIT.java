package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.quota.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file belongs to one portal, also where HubSpot does not tell which portal a token is for. */
class PortalCommandIT {
    @TempDir
    Path folder;

    private static Simulator silentPortal(long id) throws IOException {
        var portal = Simulator.start(SimulatorOptions.defaults()
                .withRecords("companies", 40)
                .withSeed(id)
                .withPortalId(id));
        portal.addFault(FaultRule.always(new Fault.Refuse(403, Fault.Body.JSON, OptionalInt.empty()))
                .on("account"));
        return portal;
    }

    private CommandLineRun sync(Simulator portal) {
        return hubflow("sync", portal);
    }

    private CommandLineRun hubflow(String command, Simulator portal) {
        return CommandLineRun.of(
                folder,
                Map.of(
                        "HUBSPOT_ACCESS_TOKEN", portal.token(),
                        "HUBFLOW_HUBSPOT_BASE_URL", portal.url().toString()),
                command,
                "--to",
                "crm.duckdb",
                "--objects",
                "companies");
    }

    private String query(String sql) {
        return CommandLineRun.of(folder, Map.of(), "query", sql, "--to", "crm.duckdb", "--output", "csv")
                .out();
    }

    @Test
    void theResetOfASpentQuotaIsToldWhereTheTokenMayNoLongerSeeTheTimeZone() throws IOException {
        try (var portal = Simulator.start(
                SimulatorOptions.defaults().withRecords("companies", 40).withTimeZone("America/New_York"))) {
            assertThat(sync(portal).code()).isZero();
            portal.addFault(FaultRule.always(new Fault.Refuse(403, Fault.Body.JSON, OptionalInt.empty()))
                    .on("account"));
            portal.addFault(FaultRule.always(new Fault.RateLimit(Verdict.Limit.DAILY, OptionalInt.empty()))
                    .on("list", "search"));

            var stopped = sync(portal);

            assertThat(stopped.code()).isEqualTo(5);
            assertThat(stopped.out())
                    .contains("reset at midnight in the portal's time zone (America/New_York)")
                    .doesNotContain("may not see");
        }
    }

    @Test
    void aTokenOfAnotherPortalEndsWithExitCodeTwoAndChangesNothing() throws IOException {
        try (var first = silentPortal(11);
                var other = silentPortal(12)) {
            assertThat(sync(first).code()).isZero();
            var companies = query("select _id, _updated_at, name from companies order by _id");
            var owners = query("select * from hubspot_owners order by id");

            var refused = sync(other);

            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("PORTAL_MISMATCH", "nothing was written", "another destination");
            assertThat(query("select _id, _updated_at, name from companies order by _id"))
                    .isEqualTo(companies);
            assertThat(query("select * from hubspot_owners order by id")).isEqualTo(owners);
            assertThat(sync(first).code()).isZero();
        }
    }

    @Test
    @Tag("thorough")
    void checkFindsBeforehandThatTheTablesBelongToAnotherPortal() throws IOException {
        try (var first = silentPortal(11);
                var other = silentPortal(12)) {
            assertThat(sync(first).code()).isZero();

            assertThat(hubflow("check", first).out()).contains("belong to this portal", "Everything is ready");
            var refused = hubflow("check", other);

            assertThat(refused.code()).isEqualTo(sync(other).code()).isEqualTo(2);
            assertThat(refused.out()).contains("PORTAL_MISMATCH").doesNotContain("Everything is ready");
        }
    }
}
