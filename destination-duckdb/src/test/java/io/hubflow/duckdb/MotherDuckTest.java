package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.QueryRows;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be known without MotherDuck: what is sent there, and what happens where its extension is not to be had. */
final class MotherDuckTest {
    private static final String TOKEN = "md-token-0123456789";

    @TempDir
    Path folder;

    @Test
    void theAddressHasNoTokenAndNamesASessionOfItsOwn() {
        var settings = settings("my-crm");
        var session = UUID.fromString("5e0c1a7d-9b42-4f6e-8d13-0a2b4c6d8e0f");

        assertThat(MotherDuckDatabase.address(settings, session))
                .isEqualTo("jdbc:duckdb:md:my-crm?attach_mode=single&dbinstance_inactivity_ttl=0s"
                        + "&session_name=hubflow-5e0c1a7d-9b42-4f6e-8d13-0a2b4c6d8e0f");
        assertThat(MotherDuckDatabase.driverOptions(settings))
                .containsEntry("motherduck_token", TOKEN)
                .containsEntry("custom_user_agent", "hubflow")
                .hasSize(2);
        assertThat(settings).asString().doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "my crm", "crm?motherduck_token=x", "../crm", "crm;", "crm\"", "/tmp/crm"})
    void aNameThatWouldChangeTheAddressIsRefused(String name) {
        assertThatThrownBy(() -> settings(name)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The driver's own answer: an empty folder of extensions, and no download. */
    @Test
    void withoutTheExtensionNothingIsMade() {
        var settings = settings("crm");
        var options = MotherDuckDatabase.driverOptions(settings);
        options.setProperty("extension_directory", folder.resolve("none").toString());
        options.setProperty("autoinstall_known_extensions", "false");

        var failure = catchThrowableOfType(
                ConnectorException.class,
                () -> DuckDbDestination.open(settings, options).close());

        assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED);
        assertThat(failure.what())
                .startsWith(
                        "DuckDB could not load its motherduck extension, which it needs for MotherDuck database crm: ");
        assertThat(failure.action()).contains("INSTALL motherduck");
        assertThat(failure).asString().doesNotContain(TOKEN);
        assertThat(folder.resolve("spool")).doesNotExist();
        assertThat(Path.of("md:crm").toAbsolutePath()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IO Error: Failed to download extension \"motherduck\" at URL \"http://extensions.duckdb.org/v1.5.6\""
                        + " | DESTINATION_UNREACHABLE | extensions.duckdb.org",
                "IO Error: Extension \"/x/motherduck.duckdb_extension\" not found. | DESTINATION_REFUSED | INSTALL motherduck",
                "Invalid Input Error: Your request is not authenticated. | DESTINATION_REFUSED | access token",
                "Catalog Error: no database/share named 'crm' found | DESTINATION_REFUSED | CREATE DATABASE \"crm\"",
                "TransactionContext Error: Conflict on update! | DESTINATION_STATE_MOVED | one run at a time",
                "IO Error: Can't find the home directory at '/home/crm'. | DESTINATION_REFUSED | HOME",
                "IO Error: the connection was reset | DESTINATION_FAILED | Run again"
            })
    void messagesSayWhatToDo(String message, ErrorCode code, String action) {
        var failure = settings("crm").location().failure(new SQLException(message));

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.what()).containsIgnoringCase("motherduck").contains("crm");
        assertThat(failure.action()).contains(action);
    }

    /** On a DuckDB database of another name than a file gets, as MotherDuck's have. */
    @Test
    void ofTwoTransactionsAtOnceTheSecondFails() throws SQLException {
        var location = settings("crm").location();
        try (var one = database()) {
            new StateTables(location, one, new PresentTables()).createIfAbsent();
            try (var other = (DuckDBConnection) one.duplicate()) {
                execute(other, "USE crm");
                execute(one, "BEGIN TRANSACTION");
                execute(other, "BEGIN TRANSACTION");
                execute(other, "FROM _hubflow_checkpoints");
                new StateTables(location, one, new PresentTables()).keepOthersAway();
                execute(one, "COMMIT");

                assertThatThrownBy(() -> new StateTables(location, other, new PresentTables()).keepOthersAway())
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                failure -> assertThat(location.failure(failure).code())
                                        .isEqualTo(ErrorCode.DESTINATION_STATE_MOVED));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"WITH x AS (SELECT 1) DELETE FROM contacts", "WITH x AS (SELECT 2) INSERT INTO contacts FROM x"})
    void aQueryOverASessionThatCouldWriteOnlyReads(String writing) throws SQLException {
        var session = database();
        execute(session, "CREATE TABLE contacts (_id BIGINT)");
        execute(session, "INSERT INTO contacts VALUES (1)");
        try (var query = DuckDbQuery.reading(settings("crm").location(), session)) {
            assertThatThrownBy(() -> query.run(writing, new NoRows()))
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                    .hasMessageContaining("read-only");
        }
    }

    private record NoRows() implements QueryRows {
        @Override
        public void columns(List<String> names, List<String> types) {}

        @Override
        public void row(List<@Nullable Object> values) {}
    }

    private static DuckDBConnection database() throws SQLException {
        var connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
        execute(connection, "ATTACH ':memory:' AS crm");
        execute(connection, "USE crm");
        return connection;
    }

    private static void execute(DuckDBConnection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private MotherDuckSettings settings(String database) {
        return new MotherDuckSettings(
                database,
                TOKEN,
                folder.resolve("spool"),
                DuckDbSettings.DEFAULT_MEMORY_LIMIT_BYTES,
                1,
                InstantSource.system());
    }
}
