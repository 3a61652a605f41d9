package io.hubflow.snowflake.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs.snowflake.com/en/user-guide/views-semantic/validation-rules asks of a semantic view. */
class SemanticViewIT extends SharedEmulatorTest {
    private static final String TABLES =
            " TABLES (D AS DEALS PRIMARY KEY (ID) WITH SYNONYMS = ('sale', 'opportunity') COMMENT = 'Deals',"
                    + " C AS CONTACTS PRIMARY KEY (ID), L AS LINKS PRIMARY KEY (FROM_ID, TO_ID))";
    private static final String VIEW = "CREATE OR REPLACE SEMANTIC VIEW SALES" + TABLES
            + " RELATIONSHIPS (L_D AS L (FROM_ID) REFERENCES D (ID), L (TO_ID) REFERENCES C)"
            + " FACTS (D.AMOUNT AS AMOUNT) DIMENSIONS (D.NAME AS D.NAME WITH SYNONYMS ('title') COMMENT = 'It''s name')"
            + " METRICS (D.NUMBER AS COUNT_IF(D.AMOUNT > 0), C.NUMBER AS COUNT(*)) COMMENT = 'ours' COPY GRANTS";

    @BeforeEach
    void tables() throws SQLException {
        Driver.run(
                loader,
                "CREATE OR REPLACE TABLE DEALS (ID NUMBER, NAME VARCHAR, AMOUNT NUMBER)",
                "CREATE OR REPLACE TABLE CONTACTS (ID NUMBER)",
                "CREATE OR REPLACE TABLE LINKS (FROM_ID NUMBER, TO_ID NUMBER)",
                "DROP SEMANTIC VIEW IF EXISTS SALES");
        Driver.run(admin, "GRANT CREATE SEMANTIC VIEW ON SCHEMA HUBSPOT.CRM TO ROLE HUBFLOW_LOADER");
    }

    private static List<String> views() throws SQLException {
        return Driver.query(loader, "SHOW SEMANTIC VIEWS IN SCHEMA HUBSPOT.CRM").stream()
                .map(row -> row.get(1))
                .toList();
    }

    @Test
    void oneThatKeepsTheRulesIsMadeAndDropped() throws Exception {
        Driver.run(loader, VIEW, VIEW);
        assertThat(views()).containsExactly("SALES");
        EmulatorTest.failing(2002, "42710", () -> Driver.run(loader, VIEW.replace("OR REPLACE ", "")));
        Driver.run(loader, "DROP SEMANTIC VIEW SALES");
        assertThat(views()).isEmpty();
    }

    @Test
    void itsMakerNeedsThePrivilege() throws Exception {
        Driver.run(admin, "REVOKE CREATE SEMANTIC VIEW ON SCHEMA HUBSPOT.CRM FROM ROLE HUBFLOW_LOADER");
        EmulatorTest.failing(3001, "42501", () -> Driver.run(loader, VIEW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " RELATIONSHIPS (L (FROM_ID) REFERENCES X) DIMENSIONS (D.NAME AS NAME)",
                " RELATIONSHIPS (L (FROM_ID) REFERENCES D (NAME)) DIMENSIONS (D.NAME AS NAME)",
                " RELATIONSHIPS (D (ID) REFERENCES D) DIMENSIONS (D.NAME AS NAME)",
                " DIMENSIONS (DEALS.NAME AS NAME)",
                " DIMENSIONS (D.NAME AS NAME, D.NAME AS ID)",
                " DIMENSIONS (D.NAME AS ABSENT)",
                " FACTS (D.AMOUNT AS AMOUNT)",
                " DIMENSIONS (D.NAME AS NAME) FACTS (D.AMOUNT AS AMOUNT)"
            })
    void oneThatBreaksARuleIsRefused(String rest) throws Exception {
        assertThatThrownBy(() -> Driver.run(loader, "CREATE SEMANTIC VIEW SALES" + TABLES + rest))
                .isInstanceOf(SQLException.class);
        assertThat(views()).isEmpty();
    }
}
