package io.hubflow.nifi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two portals on one NiFi, as {@code docs/openflow.md} describes it. */
@Tag("thorough")
class TwoPortalsIT {
    private static final Path ROOT = Path.of("..", "..");

    /** What one flow remembers in this process must not reach the other. */
    @Test
    void eachPortalFillsItsOwnTablesThroughItsOwnService() throws IOException, InitializationException {
        try (var first = flow(11, 700);
                var second = flow(22, 300)) {
            var slices = first.plan();
            second.load(second.plan());
            first.load(slices);
            first.load(first.plan());
            second.load(second.plan());

            assertThat(first.warehouse().ids("deals")).hasSize(700).isEqualTo(first.truth("deals"));
            assertThat(second.warehouse().ids("deals")).hasSize(300).isEqualTo(second.truth("deals"));
            assertThat(first.warehouse().state("deals").portalId()).isEqualTo(11);
            assertThat(second.warehouse().state("deals").portalId()).isEqualTo(22);
        }
    }

    /** The command of the document, on the flow definitions as they are. */
    @ParameterizedTest
    @ValueSource(strings = {"HubSpot-to-DuckDB.json", "HubSpot-to-Snowflake.json"})
    void aCopyForASecondPortalSharesNoParameterContext(String file, @TempDir Path directory) throws Exception {
        var copy = directory.resolve("portal-b.json");
        var command = Files.readString(ROOT.resolve("docs/openflow.md"))
                .lines()
                .filter(line -> line.startsWith("sed "))
                .findFirst()
                .orElseThrow()
                .replace("HubSpot-to-Snowflake.json", file)
                .replace("portal-b.json", copy.toString());

        var shell = new ProcessBuilder("sh", "-c", command).directory(ROOT.toFile());
        assertThat(shell.inheritIO().start().waitFor()).isZero();

        var before = contexts(ROOT.resolve("nifi/flows").resolve(file));
        assertThat(contexts(copy)).hasSameSizeAs(before).allMatch(name -> name.startsWith("Portal B "));
        var definition = new ObjectMapper().readTree(copy.toFile());
        assertThat(before).allSatisfy(name -> assertThat(definition.toString()).doesNotContain("\"" + name + "\""));
        assertThat(contexts(copy))
                .contains(definition.at("/flowContents/parameterContextName").asText());
    }

    private static SourceFlow flow(long portal, long deals) throws IOException, InitializationException {
        return SourceFlow.start(
                SimulatorOptions.defaults().withPortalId(portal).withRecords(Map.of("deals", deals)), "deals");
    }

    private static List<String> contexts(Path definition) throws IOException {
        var names = new ArrayList<String>();
        new ObjectMapper()
                .readTree(definition.toFile())
                .path("parameterContexts")
                .properties()
                .forEach(context -> names.add(context.getKey()));
        return names;
    }
}
