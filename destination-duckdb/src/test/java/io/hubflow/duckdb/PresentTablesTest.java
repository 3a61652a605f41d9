package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.TableSchema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PresentTablesTest {
    private final PresentTables present = new PresentTables();
    private Connection connection;

    @BeforeEach
    void makeATableAndAView() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        execute("ATTACH ':memory:' AS " + DuckDbFile.CATALOG);
        execute("USE " + DuckDbFile.CATALOG);
        execute("CREATE TABLE Contacts (id INTEGER)");
        execute("CREATE VIEW deals AS SELECT 1");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void tablesAreListedOnceHoweverManyAreAskedFor() throws SQLException {
        assertThat(present.isThere(connection, "contacts")).isTrue();
        connection.close();

        assertThat(present.isThere(connection, "DEALS")).isTrue();
        assertThat(present.isThere(connection, "tickets")).isFalse();
    }

    @Test
    void aTableThatWasMadeIsThereWithoutListingAgain() throws SQLException {
        assertThat(present.isThere(connection, "tickets")).isFalse();
        execute("CREATE TABLE tickets (id INTEGER)");
        present.add("Tickets");
        connection.close();

        assertThat(present.isThere(connection, "tickets")).isTrue();
    }

    @Test
    void afterARollbackTheTablesAreListedAgain() throws SQLException {
        present.add("tickets");
        present.forget();

        assertThat(present.isThere(connection, "tickets")).isFalse();
        present.forget();
        connection.close();
        assertThatThrownBy(() -> present.isThere(connection, "contacts")).isInstanceOf(SQLException.class);
    }

    @Test
    void theColumnsOfATableAreReadOnceUntilHubflowChangesThem() throws SQLException {
        execute("CREATE TABLE _hubflow_tables (table_name VARCHAR, object_type VARCHAR)");
        execute("CREATE TABLE _hubflow_columns (table_name VARCHAR, column_name VARCHAR, type VARCHAR)");
        execute("CREATE TABLE tickets (_id BIGINT, _archived BOOLEAN, _deleted_at TIMESTAMPTZ, _merged_into BIGINT,"
                + " subject VARCHAR)");
        var catalog = new TableCatalog(new DuckDbLocation.LocalFile(Path.of("t.duckdb")), connection, present);
        catalog.register(new TableSchema("tickets", "tickets", List.of(new Column("subject", ColumnType.VARCHAR))));
        assertThat(columns(catalog)).containsExactly("subject");

        execute("ALTER TABLE tickets ADD COLUMN elsewhere VARCHAR");
        execute("INSERT INTO _hubflow_columns VALUES ('tickets', 'elsewhere', 'VARCHAR')");
        assertThat(columns(catalog)).containsExactly("subject");
        execute("ALTER TABLE tickets ADD COLUMN content VARCHAR");
        catalog.registerColumns("tickets", List.of(new Column("content", ColumnType.VARCHAR)));

        assertThat(columns(catalog)).containsExactly("subject", "elsewhere", "content");
        present.forget();
        assertThat(columns(catalog)).containsExactly("subject", "elsewhere", "content");
    }

    private static List<String> columns(TableCatalog catalog) throws SQLException {
        return catalog.find("tickets").orElseThrow().columns().stream()
                .map(Column::name)
                .toList();
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
