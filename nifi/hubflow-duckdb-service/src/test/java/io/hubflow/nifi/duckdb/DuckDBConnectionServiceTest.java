package io.hubflow.nifi.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockConfigurationContext;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDBConnectionServiceTest {
    @TempDir
    Path folder;

    private final DuckDBConnectionService service = new DuckDBConnectionService();
    private final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);
    private Path file;

    @BeforeEach
    void addService() throws InitializationException {
        file = folder.resolve("hubspot.duckdb");
        runner.addControllerService("duckdb", service);
        runner.setProperty(service, DuckDBConnectionService.DATABASE_FILE, file.toString());
    }

    @Test
    void writesForHubflowAndLendsConnectionsToOthers() throws Exception {
        runner.enableControllerService(service);
        try (var open = service.openDestination()) {
            open.destination()
                    .commit(new Commit(
                            List.of(), List.of(), List.of(), List.of(new Checkpoint("contacts", 1, "{}")), List.of()));
        }
        try (var connection = service.getConnection();
                var statement = connection.createStatement();
                var tables = statement.executeQuery("SELECT count(*) FROM duckdb_tables()")) {
            assertThat(tables.next()).isTrue();
            assertThat(tables.getInt(1)).isPositive();
        }
        try (var open = service.openDestination()) {
            assertThat(open.destination().loadCheckpoints()).containsExactly(new Checkpoint("contacts", 1, "{}"));
        }
    }

    @Test
    void verificationLeavesNoTableBehind() {
        assertThat(verify()).singleElement().satisfies(step -> {
            assertThat(step.getOutcome()).isEqualTo(Outcome.SUCCESSFUL);
            assertThat(step.getExplanation()).contains("hubspot.duckdb can be written");
        });
    }

    @Test
    void verificationTellsOfADirectoryThatIsNotThere() {
        runner.setProperty(
                service,
                DuckDBConnectionService.DATABASE_FILE,
                folder.resolve("absent/hubspot.duckdb").toString());
        assertThat(verify()).singleElement().satisfies(step -> {
            assertThat(step.getOutcome()).isEqualTo(Outcome.FAILED);
            assertThat(step.getExplanation()).contains("absent");
        });
        assertThat(folder.resolve("absent")).doesNotExist();
    }

    @Test
    void verificationTellsOfAFileThatIsNoDatabase() throws Exception {
        Files.writeString(file, "name,email\n".repeat(1_000));
        assertThat(verify()).singleElement().satisfies(step -> {
            assertThat(step.getOutcome()).isEqualTo(Outcome.FAILED);
            assertThat(step.getExplanation()).contains("hubspot.duckdb");
        });
        assertThat(file).hasContent("name,email\n".repeat(1_000));
    }

    @Test
    void needsAFileAndEnoughMemory() {
        runner.setProperty(service, DuckDBConnectionService.DATABASE_FILE, " ");
        runner.assertNotValid(service);
        runner.setProperty(service, DuckDBConnectionService.DATABASE_FILE, "md:crm");
        runner.assertNotValid(service);
        assertThat(verify())
                .singleElement()
                .satisfies(step -> assertThat(step.getExplanation()).contains("an address in MotherDuck"));
        runner.setProperty(service, DuckDBConnectionService.DATABASE_FILE, file.toString());
        runner.assertValid(service);
        runner.setProperty(service, DuckDBConnectionService.MEMORY_LIMIT, "10 MB");
        runner.assertNotValid(service);
    }

    private List<ConfigVerificationResult> verify() {
        var mocked = (MockProcessContext) runner.getProcessContext();
        var configured =
                Objects.requireNonNull(mocked.getControllerServices().get("duckdb"), "the service is not added");
        var context = new MockConfigurationContext(
                service, configured.getProperties(), mocked.getControllerServiceLookup(), Map.of());
        return service.verify(context, new MockComponentLog("verify", service), Map.of());
    }
}
