package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GrantScriptTest {
    @Test
    void offersARoleThatReadsWhatIsMadeLaterToo() {
        assertThat(script("ANALYST", GrantScript.Login.KEY_PAIR))
                .contains(
                        "CREATE ROLE IF NOT EXISTS \"ANALYST\";",
                        "GRANT USAGE ON SCHEMA \"HUBSPOT\".\"CRM\" TO ROLE \"ANALYST\";",
                        "GRANT SELECT ON ALL TABLES IN SCHEMA \"HUBSPOT\".\"CRM\" TO ROLE \"ANALYST\";",
                        "GRANT SELECT ON FUTURE TABLES IN SCHEMA \"HUBSPOT\".\"CRM\" TO ROLE \"ANALYST\";",
                        "GRANT SELECT ON FUTURE VIEWS IN SCHEMA \"HUBSPOT\".\"CRM\" TO ROLE \"ANALYST\";");
        assertThat(script("", GrantScript.Login.KEY_PAIR)).noneMatch(line -> line.contains("FUTURE"));
    }

    @Test
    void scriptsTheNetworkPolicyThatATokenNeeds() {
        assertThat(script("", GrantScript.Login.PROGRAMMATIC_ACCESS_TOKEN))
                .anyMatch(line -> line.startsWith("CREATE NETWORK POLICY IF NOT EXISTS \"HUBFLOW_POLICY\""))
                .contains("ALTER USER \"HUBFLOW\" SET NETWORK_POLICY = \"HUBFLOW_POLICY\";")
                .anyMatch(line -> line.startsWith("ALTER USER \"HUBFLOW\" ADD PROGRAMMATIC ACCESS TOKEN"))
                .noneMatch(line -> line.contains("RSA_PUBLIC_KEY"));
        assertThat(script("", GrantScript.Login.KEY_PAIR))
                .anyMatch(line -> line.contains("RSA_PUBLIC_KEY"))
                .anyMatch(line -> line.startsWith("-- CREATE NETWORK POLICY"))
                .anyMatch(line -> line.startsWith("--") && line.contains("SERVICE user needs a network policy"));
    }

    private static List<String> script(String reader, GrantScript.Login login) {
        return new GrantScript("HUBFLOW_LOADER", "HUBFLOW_WH", "HUBFLOW", "HUBSPOT", "CRM", Layout.RAW, reader, login)
                .lines();
    }
}
