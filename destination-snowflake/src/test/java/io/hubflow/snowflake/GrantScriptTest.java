package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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

    /** The guide for NiFi spells the script out, for those who have no hubflow command. */
    @Test
    void theGuideForNiFiGrantsWhatTheScriptGrants() throws IOException {
        var guide = Files.readString(Path.of("../docs/openflow.md"));
        var sql = guide.substring(guide.indexOf("```sql"), guide.indexOf("```\n", guide.indexOf("```sql")));

        assertThat(grants(sql.lines().filter(line -> !line.startsWith("--"))))
                .isEqualTo(grants(script(Layout.COLUMNS, "", GrantScript.Login.KEY_PAIR).stream()));
        assertThat(grants(sql.lines().map(line -> line.replaceFirst("^-- ", ""))))
                .isEqualTo(grants(script("", GrantScript.Login.KEY_PAIR).stream()));
    }

    /** Each privilege with what it is granted on and to, without quotes. */
    private static Set<String> grants(Stream<String> lines) {
        var grants = new TreeSet<String>();
        lines.map(line -> line.replaceAll("[\";]", ""))
                .filter(line -> line.startsWith("GRANT "))
                .forEach(line -> {
                    var on = line.contains(" ON ") ? line.indexOf(" ON ") : line.indexOf(" TO ");
                    for (var privilege : line.substring("GRANT ".length(), on).split(", ")) {
                        grants.add(privilege + line.substring(on));
                    }
                });
        assertThat(grants).isNotEmpty();
        return grants;
    }

    private static List<String> script(String reader, GrantScript.Login login) {
        return script(Layout.RAW, reader, login);
    }

    private static List<String> script(Layout layout, String reader, GrantScript.Login login) {
        return new GrantScript("HUBFLOW_LOADER", "HUBFLOW_WH", "HUBFLOW", "HUBSPOT", "CRM", layout, reader, login)
                .lines();
    }
}
