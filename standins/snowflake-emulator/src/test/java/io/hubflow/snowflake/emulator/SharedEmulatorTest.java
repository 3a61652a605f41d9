package io.hubflow.snowflake.emulator;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** One emulator with its defaults for all tests of a class, an administrator's connection and the loader's. */
abstract class SharedEmulatorTest {
    static SnowflakeEmulator emulator;
    static Connection admin;
    static Connection loader;

    @BeforeAll
    static void startEmulator() throws SQLException {
        emulator = SnowflakeEmulator.start(EmulatorOptions.defaults());
        admin = Driver.connect(emulator, Driver.admin());
        loader = Driver.connect(emulator, Driver.loader());
    }

    @AfterAll
    static void stopEmulator() throws SQLException {
        admin.close();
        loader.close();
        emulator.close();
    }

    /** Another user, in the loader's schema and warehouse. */
    static Connection connect(String user, String password) throws SQLException {
        Properties properties = Driver.properties(user);
        properties.put("password", password);
        properties.put("db", "HUBSPOT");
        properties.put("schema", "CRM");
        properties.put("warehouse", "HUBFLOW_WH");
        return Driver.connect(emulator, properties);
    }
}
