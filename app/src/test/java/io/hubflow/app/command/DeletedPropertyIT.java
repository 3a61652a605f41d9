package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A colleague deletes a property in HubSpot that the configuration names. */
final class DeletedPropertyIT {
    @TempDir
    Path folder;

    @Test
    void ofWhichTheHistoryIsWantedItIsNamedAndItsVersionsStayWhileTheOthersGoOn() throws IOException {
        try (var hubSpot = Simulator.start(SimulatorOptions.defaults().withRecords(Map.of("contacts", 20L)))) {
            hubSpot.mutate(new Mutation.CreateProperty(
                    "contacts", "tier", "string", "text", List.of(), "non_sensitive", false, false));
            hubSpot.mutate(new Mutation.Update("contacts", Target.random(20), List.of(), Map.of("tier", "gold")));
            assertThat(sync(hubSpot).code()).isZero();
            assertThat(versions(hubSpot, "tier")).isEqualTo("20");
            hubSpot.mutate(new Mutation.ArchiveProperty("contacts", "tier"));
            hubSpot.mutate(new Mutation.Update("contacts", Target.random(20), List.of(), Map.of("city", "Bremen")));

            var run = sync(hubSpot);

            assertThat(run.code()).as(run.err()).isEqualTo(1);
            assertThat(run.json().findValuesAsText("code")).containsOnly("PROPERTIES_UNREADABLE");
            assertThat(run.out()).contains("whose history is wanted: tier. Their stored versions are kept.");
            assertThat(versions(hubSpot, "tier")).isEqualTo("20");
            assertThat(run(hubSpot, "query", "select count(*) from contacts where city = 'Bremen'", "--output", "csv")
                            .out())
                    .contains("20");
        }
    }

    private CommandLineRun sync(Simulator hubSpot) {
        return run(
                hubSpot,
                "sync",
                "--objects",
                "contacts",
                "--history",
                "contacts.tier,contacts.city",
                "--output",
                "json");
    }

    private String versions(Simulator hubSpot, String property) {
        return run(
                        hubSpot,
                        "query",
                        "select count(*) from contacts_history where property = '" + property + "'",
                        "--output",
                        "csv")
                .out()
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();
    }

    private CommandLineRun run(Simulator hubSpot, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--to", "t.duckdb"));
        if (arguments[0].equals("sync")) {
            all.addAll(List.of("--base-url", hubSpot.url().toString()));
        }
        return CommandLineRun.of(folder, Map.of("HUBSPOT_ACCESS_TOKEN", hubSpot.token()), all.toArray(String[]::new));
    }
}
