package io.hubflow.snowflake.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmokeIT {
    @TempDir
    Path directory;

    @Test
    void loadsAStagedFileTheWayALoaderDoes() throws Exception {
        Path file = directory.resolve("part-1.json.gz");
        try (var out =
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
            out.write(
                    "{\"id\":\"1\",\"email\":\"zoë@example.com\",\"amount\":\"12.5\",\"updated\":\"2026-11-23T10:00:00.123+02:00\",\"v\":{\"a\":[1,2]}}\n");
            out.write(
                    "{\"id\":\"2\",\"email\":null,\"amount\":\"abc\",\"updated\":\"2026-11-23T10:00:00Z\",\"v\":null}\n");
            out.write("{\"id\":\"2\",\"email\":\"old\",\"amount\":\"1\",\"updated\":\"2026-11-22T10:00:00Z\"}\n");
        }
        try (var emulator = SnowflakeEmulator.start(EmulatorOptions.defaults());
                Connection connection = Driver.connect(emulator, Driver.loader())) {
            Driver.run(
                    connection,
                    "CREATE STAGE IF NOT EXISTS HS_STAGE FILE_FORMAT = (TYPE = JSON COMPRESSION = GZIP)",
                    "CREATE TABLE IF NOT EXISTS \"CONTACTS\" (\"_ID\" NUMBER(38,0) NOT NULL PRIMARY KEY, \"EMAIL\" VARCHAR, \"AMOUNT\" NUMBER(38,9),"
                            + " \"_UPDATED_AT\" TIMESTAMP_TZ, \"V\" VARIANT)",
                    "CREATE TABLE IF NOT EXISTS HS_STATE (STREAM VARCHAR, BATCH NUMBER(38,0))",
                    "INSERT INTO HS_STATE VALUES ('contacts', 0)",
                    "PUT 'file://" + file
                            + "' @HS_STAGE/contacts/1/ AUTO_COMPRESS=FALSE SOURCE_COMPRESSION=GZIP OVERWRITE=TRUE PARALLEL=4");
            assertThat(Driver.query(connection, "LIST @HS_STAGE/contacts")).hasSize(1);
            connection.setAutoCommit(false);
            assertThat(Driver.update(
                            connection, "UPDATE HS_STATE SET BATCH = 1 WHERE STREAM = 'contacts' AND BATCH = 0"))
                    .isEqualTo(1);
            String merge =
                    "MERGE INTO \"CONTACTS\" t USING (SELECT $1:\"id\"::NUMBER(38,0) AS \"_ID\", NULLIF($1:\"email\"::VARCHAR, '') AS \"EMAIL\","
                            + " TRY_TO_NUMBER($1:\"amount\"::VARCHAR, 38, 9) AS \"AMOUNT\", $1:\"updated\"::TIMESTAMP_TZ AS \"_UPDATED_AT\", $1:\"v\" AS \"V\""
                            + " FROM @HS_STAGE/contacts/1/ (FILE_FORMAT => HS_JSON)"
                            + " QUALIFY ROW_NUMBER() OVER (PARTITION BY \"_ID\" ORDER BY \"_UPDATED_AT\" DESC) = 1) s ON t.\"_ID\" = s.\"_ID\""
                            + " WHEN MATCHED AND s.\"_UPDATED_AT\" >= t.\"_UPDATED_AT\" THEN UPDATE SET t.\"EMAIL\" = s.\"EMAIL\", \"V\" = s.\"V\""
                            + " WHEN NOT MATCHED THEN INSERT (\"_ID\", \"EMAIL\", \"AMOUNT\", \"_UPDATED_AT\", \"V\")"
                            + " VALUES (s.\"_ID\", s.\"EMAIL\", s.\"AMOUNT\", s.\"_UPDATED_AT\", s.\"V\")";
            Driver.run(connection, "CREATE FILE FORMAT IF NOT EXISTS HS_JSON TYPE = JSON");
            assertThat(Driver.update(connection, merge)).isEqualTo(2);
            assertThat(Driver.update(connection, merge)).isEqualTo(2);
            connection.commit();
            connection.setAutoCommit(true);
            assertThat(Driver.query(connection, "SELECT _id, email, amount, v FROM contacts ORDER BY 1"))
                    .containsExactly(
                            java.util.Arrays.asList("1", "zoë@example.com", "12.500000000", "{\"a\":[1,2]}"),
                            java.util.Arrays.asList("2", null, null, "null"));
            assertThat(emulator.admin().rows("HUBSPOT", "CRM", "CONTACTS").get(0))
                    .containsEntry("_UPDATED_AT", "2026-11-23T10:00:00.123+02:00");
            Driver.run(connection, "REMOVE @HS_STAGE/contacts/1/");
            assertThat(Driver.query(connection, "LIST @HS_STAGE")).isEmpty();
            assertThat(emulator.admin().stats().statements())
                    .containsEntry("MERGE", 2L)
                    .containsEntry("PUT", 1L);
            assertThat(emulator.admin().stats().bytesStaged()).isEqualTo(Files.size(file));
            assertThat(List.of(emulator.readyLine())).singleElement().asString().contains("\"account\":\"HUBFLOW\"");
        }
    }
}
