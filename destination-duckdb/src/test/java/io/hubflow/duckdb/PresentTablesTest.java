package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
