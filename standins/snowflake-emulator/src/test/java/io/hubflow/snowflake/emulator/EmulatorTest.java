package io.hubflow.snowflake.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An emulator with its defaults and the loader's connection, fresh for each test. */
abstract class EmulatorTest {
    SnowflakeEmulator emulator;
    Connection connection;

    EmulatorOptions options() {
        return EmulatorOptions.defaults();
    }

    @BeforeEach
    void start() throws SQLException {
        emulator = SnowflakeEmulator.start(options());
        connection = Driver.connect(emulator, Driver.loader());
    }

    @AfterEach
    void stop() throws SQLException {
        try {
            connection.close();
        } finally {
            emulator.close();
        }
    }

    void run(String... statements) throws SQLException {
        Driver.run(connection, statements);
    }

    /** The error of a statement that must fail, with Snowflake's number and SQLSTATE. */
    static AbstractThrowableAssert<?, ? extends Throwable> failing(int code, String sqlState, ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOfSatisfying(SQLException.class, error -> {
            assertThat(error.getErrorCode()).as(error.getMessage()).isEqualTo(code);
            assertThat(error.getSQLState()).as(error.getMessage()).isEqualTo(sqlState);
        });
    }

    AbstractThrowableAssert<?, ? extends Throwable> failing(int code, String sqlState, String sql) {
        return failing(code, sqlState, () -> run(sql));
    }
}
