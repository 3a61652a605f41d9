package io.hubflow.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.app.config.Configuration.Need;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.ApiDialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void takesDefaultsWhenNothingIsSet() {
        var configuration = Configuration.load(sources(Map.of()), Need.NOTHING);

        assertThat(configuration.syncRequest().objectTypes())
                .containsExactly("contacts", "companies", "deals", "tickets");
        assertThat(configuration.duckDbPath()).isEqualTo(folder.resolve("hubflow.duckdb"));
        assertThat(configuration.engineSettings()).isEqualTo(io.hubflow.engine.settings.EngineSettings.DEFAULT);
        assertThat(configuration.origin(Settings.OBJECT_TYPES)).contains("default");
    }

    @Test
    void flagsWinOverEnvironmentOverFileOverDefault() throws IOException {
        write("sync:\n  settle-lag: 1m\n  overlap: 1m\n  refresh: never\n");
        var sources = sources(Map.of("HUBFLOW_SYNC_SETTLE_LAG", "2m", "HUBFLOW_SYNC_OVERLAP", "2m"));
        sources.flag(Settings.SETTLE_LAG, "--settle-lag", "3m");

        var configuration = Configuration.load(sources, Need.NOTHING);

        assertThat(configuration.require(Settings.SETTLE_LAG)).isEqualTo(Duration.ofMinutes(3));
        assertThat(configuration.origin(Settings.SETTLE_LAG)).contains("--settle-lag");
        assertThat(configuration.require(Settings.OVERLAP)).isEqualTo(Duration.ofMinutes(2));
        assertThat(configuration.origin(Settings.OVERLAP)).contains("HUBFLOW_SYNC_OVERLAP");
        assertThat(configuration.require(Settings.REFRESH)).isEqualTo(io.hubflow.engine.settings.RefreshPolicy.NEVER);
        assertThat(configuration.origin(Settings.REFRESH).orElseThrow()).endsWith("hubflow.yaml:4");
    }

    @Test
    void readsEveryKindOfValueFromTheFile() throws IOException {
        Files.writeString(folder.resolve("token"), "pat-na1-from-file\n");
        write("""
                object-types:
                  - contacts
                  - 2-12345
                updated-after: 2024-01-31
                include-properties: email, hs_*
                hubspot:
                  access-token: ${file:token}
                  base-url: http://127.0.0.1:8080/
                  api-version: v3
                  quota-share: 0.5
                  max-tries: 3
                duckdb:
                  path: data/crm.duckdb
                """);

        var configuration = Configuration.load(sources(Map.of()), Need.HUBSPOT_TOKEN);

        var request = configuration.syncRequest();
        assertThat(request.objectTypes()).containsExactly("contacts", "2-12345");
        assertThat(request.updatedAfter()).contains(Instant.parse("2024-01-31T00:00:00Z"));
        assertThat(request.includeProperties()).containsExactly("email", "hs_*");
        var hubSpot = configuration.hubSpotSettings();
        assertThat(hubSpot.tokens()).isEqualTo(new AccessTokens.Static("pat-na1-from-file"));
        assertThat(hubSpot.baseUrl()).hasToString("http://127.0.0.1:8080");
        assertThat(hubSpot.dialect()).isEqualTo(ApiDialect.LEGACY);
        assertThat(hubSpot.quota().share()).isEqualTo(0.5);
        assertThat(hubSpot.maxTries()).isEqualTo(3);
        assertThat(configuration.duckDbPath()).isEqualTo(folder.resolve("data/crm.duckdb"));
    }

    @Test
    void readsADatabaseOfMotherDuck() throws IOException {
        write("""
                destination: motherduck
                motherduck:
                  database: my-crm_2
                  token: ${env:MD}
                duckdb:
                  threads: 2
                """);

        var settings = Configuration.load(sources(Map.of("MD", "md-token")), Need.NOTHING)
                .motherDuckSettings(Clock.systemUTC());

        assertThat(settings.database()).isEqualTo("my-crm_2");
        assertThat(settings.token()).isEqualTo("md-token");
        assertThat(settings.threads()).isEqualTo(2);
        assertThat(settings.spoolDirectory()).isEqualTo(folder.resolve(".hubflow/spool"));
        assertThat(settings).asString().doesNotContain("md-token");
    }

    @Test
    void takesTheTokenOfMotherDuckFromItsOwnVariablesFirst() throws IOException {
        write("destination: motherduck\nmotherduck:\n  database: crm\n  token: ${env:MD}\n");
        var environment = Map.of("MD", "of the file", "MOTHERDUCK_TOKEN", "of-motherduck");

        var settings = Configuration.load(sources(environment), Need.NOTHING).motherDuckSettings(Clock.systemUTC());

        assertThat(settings.token()).isEqualTo("of-motherduck");
    }

    @Test
    void readsNoTokenOfMotherDuckForAnotherDestination() throws IOException {
        write("motherduck:\n  token: ${env:NOT_SET}\n");

        var configuration = Configuration.load(sources(Map.of()), Need.NOTHING);

        assertThat(configuration.find(Settings.MOTHERDUCK_TOKEN)).isEmpty();
    }

    @Test
    void reportsEveryProblemTogetherWithItsLine() throws IOException {
        write("""
                object_types: [contacts]
                updated-after: soon
                hubspot:
                  base-url: api.hubapi.com
                  quota-share: lots
                  max-tries: 0
                  api-version: 2026-9
                  max-tries: 4
                sync: 5m
                duckdb:
                  path: true
                destination: [duckdb]
                """);

        assertThat(problems(sources(Map.of()), Need.NOTHING))
                .containsExactly(
                        "hubflow.yaml:1: object_types is not a setting. Did you mean object-types?",
                        "hubflow.yaml:2: updated-after must be a date such as 2024-01-31 or an instant such as"
                                + " 2024-01-31T08:30:00Z, but is \"soon\".",
                        "hubflow.yaml:4: hubspot.base-url must begin with https:// (or http://) and a host, such as"
                                + " https://api.hubapi.com, but is \"api.hubapi.com\".",
                        "hubflow.yaml:5: hubspot.quota-share must be a number, but is \"lots\".",
                        "hubflow.yaml:6: hubspot.max-tries must be between 1 and 50, but is 0.",
                        "hubflow.yaml:7: hubspot.api-version must be one of 2026-09, 2026-03, v3, but is \"2026-9\"."
                                + " Did you mean 2026-09?",
                        "hubflow.yaml:8: hubspot.max-tries is set twice.",
                        "hubflow.yaml:9: sync must hold keys below it, such as settle-lag, but is text (5m).",
                        "hubflow.yaml:11: duckdb.path must be text, but is true/false (true).",
                        "hubflow.yaml:12: destination must be text, but is a list.");
    }

    @ParameterizedTest
    @CsvSource({
        "base-url, hubspot.base-url",
        "hubspot.base_url, hubspot.base-url",
        "objects, object-types",
        "settle-lag, sync.settle-lag",
        "duckdb.pth, duckdb.path",
        "hubpsot, hubspot",
    })
    void namesTheKeyThatWasProbablyMeant(String written, String meant) throws IOException {
        var dot = written.indexOf('.');
        write(dot < 0 ? written + ": x\n" : written.substring(0, dot) + ":\n  " + written.substring(dot + 1) + ": x\n");

        assertThat(problems(sources(Map.of()), Need.NOTHING))
                .singleElement()
                .asString()
                .contains(written + " is not a setting");
        if (!written.equals("objects")) {
            assertThat(problems(sources(Map.of()), Need.NOTHING).getFirst()).endsWith("Did you mean " + meant + "?");
        }
    }

    @Test
    void refusesASecretInTheFileWithoutRepeatingIt() throws IOException {
        write("hubspot:\n  access-token: pat-na1-11111111-2222\n");

        var problems = problems(sources(Map.of()), Need.NOTHING);

        assertThat(problems).singleElement().asString().contains("${env:NAME}").doesNotContain("1111");
    }

    @Test
    void saysWhichVariableOrFileOfAReferenceIsMissing() throws IOException {
        write("hubspot:\n  access-token: ${env:MY_TOKEN}\n");
        assertThat(problems(sources(Map.of()), Need.HUBSPOT_TOKEN))
                .containsExactly(
                        "hubflow.yaml:2: hubspot.access-token refers to the environment variable MY_TOKEN, which is"
                                + " not set.");

        write("hubspot:\n  access-token: ${file:secret.txt}\n");
        assertThat(problems(sources(Map.of()), Need.HUBSPOT_TOKEN))
                .singleElement()
                .asString()
                .contains(folder.resolve("secret.txt").toString())
                .contains("does not exist");

        write("hubspot:\n  access-token: ${vault:x}\n");
        assertThat(problems(sources(Map.of()), Need.HUBSPOT_TOKEN))
                .containsExactly("hubflow.yaml:2: hubspot.access-token must be ${env:NAME} or ${file:PATH}.");
    }

    @Test
    void doesNotAskForATokenThatIsNotNeeded() throws IOException {
        write("hubspot:\n  access-token: ${env:MY_TOKEN}\n");

        assertThat(Configuration.load(sources(Map.of()), Need.NOTHING).duckDbPath())
                .isNotNull();
    }

    @Test
    void tellsHowToGiveATokenWhenThereIsNone() {
        assertThat(problems(sources(Map.of()), Need.HUBSPOT_TOKEN))
                .singleElement()
                .asString()
                .startsWith("There is no HubSpot token. Set the environment variable HUBSPOT_ACCESS_TOKEN");
    }

    @Test
    void takesTheTokenFromTheEnvironmentWithoutItsNewline() {
        var configuration =
                Configuration.load(sources(Map.of("HUBSPOT_ACCESS_TOKEN", "pat-na1-x\n")), Need.HUBSPOT_TOKEN);

        assertThat(configuration.hubSpotSettings().tokens()).isEqualTo(new AccessTokens.Static("pat-na1-x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "pat na1 secret", "pat-ña1-secret", "a\nb"})
    void refusesATokenThatCannotTravelInAHeaderWithoutRepeatingIt(String token) {
        var problems = problems(sources(Map.of("HUBSPOT_ACCESS_TOKEN", token)), Need.HUBSPOT_TOKEN);

        assertThat(problems).singleElement().asString().startsWith("HUBSPOT_ACCESS_TOKEN: hubspot.access-token ");
        assertThat(problems.getFirst()).doesNotContain("secret");
    }

    @Test
    void takesTheThreeOauthSettingsTogether() throws IOException {
        write("""
                hubspot:
                  oauth-client-id: abc
                  oauth-client-secret: ${env:SECRET}
                  oauth-refresh-token: ${env:REFRESH}
                """);
        var environment = Map.of("SECRET", "s1", "REFRESH", "r1");

        assertThat(Configuration.load(sources(environment), Need.HUBSPOT_TOKEN)
                        .hubSpotSettings()
                        .tokens())
                .isEqualTo(new AccessTokens.OAuthRefresh("abc", "s1", "r1", Duration.ofSeconds(60)));

        write("hubspot:\n  oauth-client-id: abc\n");
        assertThat(problems(sources(Map.of()), Need.HUBSPOT_TOKEN))
                .containsExactly(
                        "hubspot.oauth-client-secret is missing; set all three oauth- settings.",
                        "hubspot.oauth-refresh-token is missing; set all three oauth- settings.");
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-31, 2024-01-31T00:00:00Z",
        "2024-01-31T08:30:00Z, 2024-01-31T08:30:00Z",
        "2024-01-31T08:30:00+02:00, 2024-01-31T06:30:00Z",
        "2026-06-01, 2026-06-01T00:00:00Z",
    })
    void readsUpdatedAfterAsDateOrInstant(String text, Instant expected) {
        var sources = sources(Map.of());
        sources.flag(Settings.UPDATED_AFTER, "--updated-after", text);

        assertThat(Configuration.load(sources, Need.NOTHING).find(Settings.UPDATED_AFTER))
                .contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-06-02, lies in the future",
        "2099-01-01T00:00:00Z, lies in the future",
        "yesterday, must be a date",
        "2024-02-30, must be a date",
        "31.01.2024, must be a date",
        "2024-01-31T08:30:00, must be a date",
        "1960-01-01, must not lie before 1970",
    })
    void refusesAnUpdatedAfterThatMakesNoSense(String text, String sentence) {
        var sources = sources(Map.of());
        sources.flag(Settings.UPDATED_AFTER, "--updated-after", text);

        assertThat(problems(sources, Need.NOTHING))
                .singleElement()
                .asString()
                .startsWith("--updated-after: updated-after " + sentence);
    }

    @Test
    void theOfficialConnectorsNamesMayHoldSpaces() {
        var sources = sources(Map.of());
        sources.flag(Settings.OBJECT_TYPES, "--objects", "Line Items,Goals");

        assertThat(Configuration.load(sources, Need.NOTHING).syncRequest().objectTypes())
                .containsExactly("Line Items", "Goals");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "contacts,", "contacts,,deals", "con tacts", "../x", "*"})
    void refusesObjectTypesThatCannotBe(String text) {
        var sources = sources(Map.of());
        sources.flag(Settings.OBJECT_TYPES, "--objects", text);

        assertThat(problems(sources, Need.NOTHING)).singleElement().asString().startsWith("--objects: object-types ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://user:pass@x", "ftp://x", "https://api.hubapi.com/crm", "https://", "x y", "https://x?y"
            })
    void refusesABaseUrlThatIsNone(String text) {
        var sources = sources(Map.of());
        sources.flag(Settings.BASE_URL, "--base-url", text);

        assertThat(problems(sources, Need.NOTHING))
                .singleElement()
                .asString()
                .startsWith("--base-url: hubspot.base-url ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [", "a: b: c", "\t- x", "--- \na: 1\n---\nb: 2", "*nowhere"})
    void saysWhereTheFileIsNoYaml(String text) throws IOException {
        write(text);

        assertThat(problems(sources(Map.of()), Need.NOTHING))
                .singleElement()
                .asString()
                .startsWith("hubflow.yaml")
                .contains("This is not YAML");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing but a remark\n", "---\n"})
    void takesAnEmptyFileAsNoSettings(String text) throws IOException {
        write(text);

        assertThat(Configuration.load(sources(Map.of()), Need.NOTHING).origin(Settings.REFRESH))
                .contains("default");
    }

    @Test
    void reportsANamedFileThatIsMissing() {
        var sources = sources(Map.of());
        sources.file(Path.of("elsewhere.yaml"));

        assertThat(problems(sources, Need.NOTHING))
                .containsExactly("elsewhere.yaml: There is no such configuration file.");
    }

    @Test
    void hashingNeedsASaltBeforeAnythingIsRead() throws IOException {
        write("privacy:\n  hash: [contacts.email]\n");
        var token = Map.of("HUBSPOT_ACCESS_TOKEN", "t");

        assertThat(problems(sources(token), Need.HUBSPOT_TOKEN))
                .singleElement()
                .asString()
                .contains("privacy.hash", "needs privacy.salt", "${env:");
        write("privacy:\n  hash: [contacts.email]\n  salt: secret-in-the-file\n");
        assertThat(problems(sources(token), Need.HUBSPOT_TOKEN))
                .singleElement()
                .asString()
                .contains("privacy.salt", "${env:NAME}")
                .doesNotContain("secret-in-the-file");
    }

    @Test
    void privacyIsPartOfTheRequestAndItsSaltIsNotShown() throws IOException {
        write("privacy:\n  hash: [contacts.email]\n  drop: [phone]\n  sensitive-properties: ['*']\n"
                + "  salt: ${env:PEPPER}\n");
        var sources = sources(Map.of("HUBSPOT_ACCESS_TOKEN", "t", "PEPPER", "hush-hush"));

        var rules =
                Configuration.load(sources, Need.HUBSPOT_TOKEN).syncRequest().privacy();

        assertThat(rules.hash()).containsExactly("contacts.email");
        assertThat(rules.drop()).containsExactly("phone");
        assertThat(rules.sensitive()).containsExactly("*");
        assertThat(rules.salt().orElseThrow().hash("x")).hasSize(64);
        assertThat(rules.toString()).doesNotContain("hush");
    }

    @Test
    void exampleIsValid() throws IOException {
        write(ConfigurationSchema.example());

        var configuration = Configuration.load(sources(Map.of("HUBSPOT_ACCESS_TOKEN", "t")), Need.HUBSPOT_TOKEN);

        assertThat(configuration.engineSettings()).isEqualTo(io.hubflow.engine.settings.EngineSettings.DEFAULT);
    }

    private void write(String yaml) throws IOException {
        Files.writeString(folder.resolve("hubflow.yaml"), yaml);
    }

    private Sources sources(Map<String, String> environment) {
        return new Sources(environment, folder, InstantSource.fixed(NOW));
    }

    /** The problems' texts, with the folder's name cut off. */
    private List<String> problems(Sources sources, Need need) {
        var failure = catchThrowableOfType(ConfigurationException.class, () -> Configuration.load(sources, need));
        assertThat(failure).as("the configuration was accepted").isNotNull();
        return failure.problems().stream()
                .map(problem -> problem.toString().replaceFirst("^" + folder + "/", ""))
                .toList();
    }
}
