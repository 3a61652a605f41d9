package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.error.ErrorCode;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailuresTest {
    private static final Grants GRANTS = new Grants(new Place("CRM", "HUBSPOT"), "LOADER", "WH");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3001 | Insufficient privileges to operate on schema 'HUBSPOT'. | GRANT CREATE TABLE ON SCHEMA",
                "3041 | Insufficient privileges. | GRANT OWNERSHIP ON",
                "3003 | Table 'CONTACTS' already exists, but current role has no privileges on it. | GRANT OWNERSHIP ON"
            })
    void aRefusedCreateNamesTheGrantThatHelps(int code, String text, String grant) {
        var refusal = new Failures(GRANTS, "USER", "account")
                .explain(new StatementFailure(
                        new Purpose("create the table contacts", GRANTS.createTable()),
                        new SQLException(text, "42501", code)));

        assertThat(refusal.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED);
        assertThat(refusal.action()).contains(grant);
    }
}
